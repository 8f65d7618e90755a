/**
 * Requests as clients send them: boxed and nullable, null is unset. Each record is named as Nomad's
 * Go type of the same shape, because error texts of the decoder name it.
 */
@org.jspecify.annotations.NullMarked
package io.drover.contract.api;

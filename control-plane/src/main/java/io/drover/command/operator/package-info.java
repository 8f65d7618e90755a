/** What operators decide for the whole cluster: namespaces, node pools, how it schedules. */
@NullMarked
package io.drover.command.operator;

import org.jspecify.annotations.NullMarked;

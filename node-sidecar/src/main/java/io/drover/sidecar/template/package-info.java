/**
 * The language of template blocks: Go's text/template with the functions of consul-template. It
 * does no input or output but through {@link TemplateInputs}. Inside, a string holds one byte a
 * char, as Go's strings do ({@link ByteText}); texts from outside are turned at the border.
 */
@NullMarked
package io.drover.sidecar.template;

import org.jspecify.annotations.NullMarked;

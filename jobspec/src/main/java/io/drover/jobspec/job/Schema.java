package io.drover.jobspec.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.jobspec.hcl.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may stand in the body of a block: attributes and blocks with their names in the file and in
 * the API. A schema is a table; what a table cannot say is a {@link Finish} step.
 */
final class Schema {

  /** The kinds of values of attributes. */
  enum Kind {
    STRING,
    BOOL,
    INT,
    UINT64,
    UINT8,
    INT8,
    DURATION,
    STRINGS
  }

  /**
   * One attribute. {@code present}: the member is there with its zero value if the attribute is not
   * given; such an attribute may not be null.
   */
  record Attr(String hcl, String go, Kind kind, boolean present, boolean required) {}

  /** How often a block may occur and what becomes of it. */
  enum Arity {
    /** One object; a second block is an error. */
    ONE,
    /** A list of objects. */
    MANY,
    /** An object with a member for each label; the last of a label wins. */
    BY_LABEL,
    /** Attributes of any name with a string each; a block only. */
    STRING_MAP,
    /** Like STRING_MAP, and {@code name = { }} is accepted too. */
    STRING_MAP_OR_ATTRIBUTE,
    /** Attributes of any name with a list of strings each. */
    STRINGS_MAP,
    /** Anything, evaluated after everything else, such as the config of a driver. */
    FREE,
    /** A constraint: its shorthands decide what becomes of it. */
    CONSTRAINT,
    /** An affinity. */
    AFFINITY,
    /** A list whose last block is kept for the tasks; no member. */
    INHERITED,
    /** Accepted and without any effect. */
    IGNORED
  }

  /**
   * One kind of block.
   *
   * @param label the member that gets the label, null if there is no label
   * @param labelName how messages call the label; mostly empty
   */
  record Sub(
      String hcl, String go, Arity arity, Schema schema, @Nullable String label, String labelName) {
    boolean labelled() {
      return label != null;
    }
  }

  /** Completes the object of a block when all of it has been read. */
  @FunctionalInterface
  interface Finish {
    void accept(ObjectNode object, Body body, BlockDecoder decoder);
  }

  private final List<Attr> attrs = new ArrayList<>();
  private final List<Sub> subs = new ArrayList<>();
  private Finish finish = (object, body, decoder) -> {};

  static Schema of() {
    return new Schema();
  }

  List<Attr> attrs() {
    return attrs;
  }

  List<Sub> subs() {
    return subs;
  }

  Finish finish() {
    return finish;
  }

  Optional<Attr> attr(String name) {
    return attrs.stream().filter(a -> a.hcl().equals(name)).findFirst();
  }

  Optional<Sub> sub(String name) {
    return subs.stream().filter(s -> s.hcl().equals(name)).findFirst();
  }

  /** Is {@code name = ...} possible, be it as a map? */
  boolean takesAttribute(String name) {
    return attr(name).isPresent()
        || sub(name).filter(s -> s.arity() == Arity.STRING_MAP_OR_ATTRIBUTE).isPresent();
  }

  /** An attribute that is left out of the object if it is not given. */
  Schema opt(Kind kind, String hcl, String go) {
    attrs.add(new Attr(hcl, go, kind, false, false));
    return this;
  }

  /** An attribute whose member is always there. */
  Schema zero(Kind kind, String hcl, String go) {
    attrs.add(new Attr(hcl, go, kind, true, false));
    return this;
  }

  Schema required(Kind kind, String hcl, String go) {
    attrs.add(new Attr(hcl, go, kind, false, true));
    return this;
  }

  Schema block(Arity arity, String hcl, String go, Schema schema) {
    subs.add(new Sub(hcl, go, arity, schema, null, ""));
    return this;
  }

  Schema labelled(Arity arity, String hcl, String go, Schema schema, String label, String name) {
    subs.add(new Sub(hcl, go, arity, schema, label, name));
    return this;
  }

  Schema finish(Finish step) {
    finish = step;
    return this;
  }
}

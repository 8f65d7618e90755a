package io.drover.jobspec.functions;

import static io.drover.jobspec.functions.FunctionTable.integer;
import static io.drover.jobspec.functions.FunctionTable.of;
import static io.drover.jobspec.functions.FunctionTable.text;

import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import io.drover.jobspec.hcl.Values;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Functions on address blocks in CIDR notation. */
final class NetworkFunctions {

  private static final int NEW_BITS_MAX = 32;

  private NetworkFunctions() {}

  static void addTo(FunctionTable table) {
    table.add(
        "cidrhost",
        List.of(of("prefix", Type.STRING), of("hostnum", Type.NUMBER)),
        a -> Value.of(host(AddressBlock.parse(text(a.get(0))), integer(a, 1))));
    table.add(
        "cidrnetmask",
        List.of(of("prefix", Type.STRING)),
        a -> Value.of(AddressBlock.parse(text(a.getFirst())).maskText()));
    table.add(
        "cidrsubnet",
        List.of(of("prefix", Type.STRING), of("newbits", Type.NUMBER), of("netnum", Type.NUMBER)),
        a -> Value.of(subnet(AddressBlock.parse(text(a.get(0))), integer(a, 1), integer(a, 2))));
    table.variadic(
        "cidrsubnets",
        List.of(of("prefix", Type.STRING)),
        of("newbits", Type.NUMBER),
        NetworkFunctions::subnets);
  }

  private static String host(AddressBlock block, int number) {
    BigInteger size = block.size();
    BigInteger wanted = BigInteger.valueOf(number);
    BigInteger offset = number < 0 ? size.add(wanted) : wanted;
    if (offset.signum() < 0 || offset.compareTo(size) >= 0) {
      throw new ValueException(
          "prefix of %d does not accommodate a host numbered %d".formatted(block.length(), number));
    }
    return block.addressText(block.first().add(offset));
  }

  private static String subnet(AddressBlock block, int newBits, int number) {
    if (newBits > NEW_BITS_MAX) {
      throw new ValueException("may not extend prefix by more than 32 bits");
    }
    int length = block.length() + newBits;
    if (newBits < 0 || length > block.bits()) {
      throw new ValueException(
          "insufficient address space to extend prefix of %d by %d"
              .formatted(block.length(), newBits));
    }
    BigInteger count = BigInteger.ONE.shiftLeft(newBits);
    BigInteger wanted = BigInteger.valueOf(number);
    BigInteger index = number < 0 ? count.add(wanted) : wanted;
    if (index.signum() < 0 || index.compareTo(count) >= 0) {
      throw new ValueException(
          "prefix extension of %d does not accommodate a subnet numbered %d"
              .formatted(newBits, number));
    }
    AddressBlock first = block.with(block.first(), length);
    return block.with(block.first().add(index.multiply(first.size())), length).toString();
  }

  private static Value subnets(List<Value> arguments) {
    AddressBlock block = AddressBlock.parse(text(arguments.getFirst()));
    List<Value> found = new ArrayList<>();
    AddressBlock current = null;
    BigInteger next = block.first();
    for (int i = 1; i < arguments.size(); i++) {
      int length = block.length() + extension(block, integer(arguments, i), i);
      BigInteger size = block.with(next, length).size();
      // A larger subnet begins at the next multiple of its own size.
      BigInteger first = next.add(size).subtract(BigInteger.ONE).divide(size).multiply(size);
      AddressBlock candidate = block.with(first, length);
      if (first.add(size).compareTo(block.first().add(block.size())) > 0) {
        throw new ValueException(
            i,
            "not enough remaining address space for a subnet with a prefix of %d bits after %s"
                .formatted(length, current == null ? block : current));
      }
      current = candidate;
      next = first.add(size);
      found.add(Value.of(candidate.toString()));
    }
    return Values.listOrTuple(found);
  }

  private static int extension(AddressBlock block, int newBits, int argument) {
    if (newBits < 1) {
      throw new ValueException(argument, "must extend prefix by at least one bit");
    }
    if (newBits > NEW_BITS_MAX) {
      throw new ValueException(argument, "may not extend prefix by more than 32 bits");
    }
    int length = block.length() + newBits;
    if (length > block.bits()) {
      throw new ValueException(
          argument,
          "would extend prefix to %d bits, which is too long for an %s address"
              .formatted(length, block.bits() == AddressBlock.IPV4_BITS ? "IPv4" : "IPv6"));
    }
    return newBits;
  }
}

package io.drover.jobspec.functions;

import io.drover.jobspec.hcl.ValueException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A block of addresses: the first one and how many of its bits are fixed.
 *
 * @param bits of an address: 32 or 128
 * @param length of the prefix, in bits
 */
record AddressBlock(BigInteger first, int bits, int length) {

  static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;
  private static final int IPV6_GROUPS = 8;

  /** Four numbers without leading zeros, as Go reads them. */
  private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");

  /** Reads {@code address/length}; anything else is an error of the function. */
  static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? "" : text.substring(0, slash);
    String length = slash < 0 ? "" : text.substring(slash + 1);
    boolean readable = IPV4.matcher(address).matches() || IPV6.matcher(address).matches();
    if (!readable || !LENGTH.matcher(length).matches()) {
      throw invalid(text);
    }
    byte[] bytes;
    try {
      bytes = InetAddress.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException e) {
      throw invalid(text);
    }
    int bits = address.indexOf(':') >= 0 ? IPV6_BITS : IPV4_BITS;
    int fixed = Integer.parseInt(length);
    if (fixed > bits || bytes.length * Byte.SIZE != bits) {
      throw invalid(text);
    }
    BigInteger given = new BigInteger(1, bytes);
    return new AddressBlock(given.shiftRight(bits - fixed).shiftLeft(bits - fixed), bits, fixed);
  }

  private static ValueException invalid(String text) {
    return new ValueException("invalid CIDR expression: invalid CIDR address: " + text);
  }

  /** Another block of the same kind. */
  AddressBlock with(BigInteger otherFirst, int otherLength) {
    return new AddressBlock(otherFirst, bits, otherLength);
  }

  /** How many addresses. */
  BigInteger size() {
    return BigInteger.ONE.shiftLeft(bits - length);
  }

  String maskText() {
    BigInteger all = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    return addressText(all.subtract(size().subtract(BigInteger.ONE)));
  }

  /** An address of this kind as text; of IPv6 the longest run of zeros is left out (RFC 5952). */
  String addressText(BigInteger address) {
    int width = bits == IPV4_BITS ? Byte.SIZE : Short.SIZE;
    List<Integer> parts = new ArrayList<>();
    for (int at = bits - width; at >= 0; at -= width) {
      BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
      parts.add(address.shiftRight(at).and(mask).intValue());
    }
    return bits == IPV4_BITS
        ? String.join(".", parts.stream().map(String::valueOf).toList())
        : ipv6(parts);
  }

  private static String ipv6(List<Integer> groups) {
    int start = -1;
    int longest = 1;
    for (int i = 0; i < IPV6_GROUPS; i++) {
      int run = 0;
      while (i + run < IPV6_GROUPS && groups.get(i + run) == 0) {
        run++;
      }
      if (run > longest) {
        start = i;
        longest = run;
      }
    }
    if (start < 0) {
      return hex(groups);
    }
    return hex(groups.subList(0, start)) + "::" + hex(groups.subList(start + longest, IPV6_GROUPS));
  }

  private static String hex(List<Integer> groups) {
    return String.join(":", groups.stream().map(Integer::toHexString).toList());
  }

  @Override
  public String toString() {
    return addressText(first) + "/" + length;
  }
}

package io.drover.contract.json;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.Map;

/**
 * Property names as the Nomad API spells them: {@code evalId} is {@code EvalID}, {@code memoryMb}
 * is {@code MemoryMB}. Words are split at capitals; those in the table are written as
 * abbreviations.
 */
public final class GoNames extends PropertyNamingStrategies.NamingBase {

  private static final long serialVersionUID = 1;

  private static final Map<String, String> ABBREVIATIONS =
      Map.ofEntries(
          Map.entry("Id", "ID"),
          Map.entry("Ids", "IDs"),
          Map.entry("Mb", "MB"),
          Map.entry("Ip", "IP"),
          Map.entry("Dns", "DNS"),
          Map.entry("Tg", "TG"),
          Map.entry("Http", "HTTP"),
          Map.entry("Tls", "TLS"),
          Map.entry("Csi", "CSI"),
          Map.entry("Cidr", "CIDR"),
          Map.entry("Iops", "IOPS"),
          Map.entry("Grpc", "GRPC"),
          Map.entry("Rpc", "RPC"),
          Map.entry("Acl", "ACL"),
          Map.entry("Ttl", "TTL"));

  @Override
  public String translate(String input) {
    StringBuilder name = new StringBuilder(input.length());
    int start = 0;
    for (int i = 1; i <= input.length(); i++) {
      if (i == input.length() || Character.isUpperCase(input.charAt(i))) {
        String word = Character.toUpperCase(input.charAt(start)) + input.substring(start + 1, i);
        name.append(ABBREVIATIONS.getOrDefault(word, word));
        start = i;
      }
    }
    return name.toString();
  }
}

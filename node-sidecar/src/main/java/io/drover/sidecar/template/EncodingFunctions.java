package io.drover.sidecar.template;

import io.drover.sidecar.template.Function.Arguments;
import io.drover.sidecar.template.Function.Kind;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Functions that write values in other forms: JSON and its kin, base64, digests. */
final class EncodingFunctions {

  private EncodingFunctions() {}

  static Map<String, Function> table() {
    return Map.ofEntries(
        Map.entry("toJSON", json(false, true)),
        Map.entry("toJSONPretty", json(true, true)),
        Map.entry("toUnescapedJSON", json(false, false)),
        Map.entry("toUnescapedJSONPretty", json(true, false)),
        Map.entry("toYAML", Function.of(call -> YamlText.of(call.get(0), call.budget()), Kind.ANY)),
        Map.entry("toTOML", Function.of(call -> TomlText.of(call.get(0), call.budget()), Kind.ANY)),
        Map.entry("base64Encode", encoder(Base64.getEncoder())),
        Map.entry("base64URLEncode", encoder(Base64.getUrlEncoder())),
        Map.entry("base64Decode", decoder("base64Decode", Base64.getDecoder())),
        Map.entry("base64URLDecode", decoder("base64URLDecode", Base64.getUrlDecoder())),
        Map.entry("sha256Hex", digest("SHA-256")),
        Map.entry("md5sum", digest("MD5")),
        Map.entry("hmacSHA256Hex", Function.of(EncodingFunctions::hmac, Kind.TEXT, Kind.TEXT)));
  }

  private static Function json(boolean pretty, boolean escapesHtml) {
    return Function.of(
        call -> JsonText.of(call.get(0), pretty, escapesHtml, call.budget()), Kind.ANY);
  }

  private static Function encoder(Base64.Encoder encoder) {
    return Function.of(
        call -> {
          call.budget().size(call.text(0).length() * 4L / 3 + 4);
          return encoder.encodeToString(ByteText.bytes(call.text(0)));
        },
        Kind.TEXT);
  }

  private static Function decoder(String name, Base64.Decoder decoder) {
    return Function.of(
        call -> {
          String text = call.text(0).replace("\n", "").replace("\r", "");
          try {
            if (text.length() % 4 != 0) {
              throw new IllegalArgumentException("not padded");
            }
            return ByteText.ofBytes(decoder.decode(ByteText.bytes(text)));
          } catch (IllegalArgumentException malformed) {
            throw new FunctionError(name + ": illegal base64 data");
          }
        },
        Kind.TEXT);
  }

  private static Function digest(String algorithm) {
    return Function.of(
        call -> {
          try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(bytes(call, 0));
            return HexFormat.of().formatHex(digest);
          } catch (GeneralSecurityException absent) {
            throw new FunctionError(algorithm + " is not available on this node");
          }
        },
        Kind.TEXT);
  }

  private static String hmac(Arguments call) throws FunctionError {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = bytes(call, 1);
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(bytes(call, 0)));
    } catch (GeneralSecurityException absent) {
      throw new FunctionError("HMAC-SHA256 is not available on this node");
    }
  }

  private static byte[] bytes(Arguments call, int index) throws FunctionError {
    call.budget().spend(call.text(index).length() / 8);
    return ByteText.bytes(call.text(index));
  }
}

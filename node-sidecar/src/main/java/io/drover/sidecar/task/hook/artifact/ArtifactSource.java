package io.drover.sidecar.task.hook.artifact;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where an artifact comes from, in the notation of go-getter: {@code git::} before a URL forces
 * git, {@code //} in its path separates a directory within what is fetched, and some query
 * parameters are meant for the one who fetches.
 *
 * @param kind http, git or file
 * @param url without the parameters below
 * @param subdirectory within an archive or repository; may be empty
 * @param parameters archive, checksum, filename, ref, depth, sshkey
 */
record ArtifactSource(Kind kind, URI url, String subdirectory, Map<String, String> parameters) {

  private static final Set<String> OWN = Set.of("archive", "checksum", "filename");
  private static final Set<String> GIT = Set.of("ref", "depth", "sshkey");
  private static final List<String> GIT_HOSTS =
      List.of("github.com/", "gitlab.com/", "bitbucket.org/");

  enum Kind {
    HTTP,
    GIT,
    FILE
  }

  /**
   * @param options become query parameters
   * @throws ArtifactRefused when it cannot be understood, or nothing here can fetch it
   */
  static ArtifactSource of(String source, Map<String, String> options) throws ArtifactRefused {
    String forced = "";
    String rest = detect(source.strip());
    int colons = rest.indexOf("::");
    if (colons > 0 && rest.substring(0, colons).matches("[A-Za-z0-9]+")) {
      forced = rest.substring(0, colons);
      rest = detect(rest.substring(colons + 2));
      if (rest.startsWith("git::")) {
        rest = rest.substring("git::".length());
      }
    }
    URI given = parse(rest);
    Kind kind = kind(forced, given);
    Map<String, String> query = query(given.getRawQuery());
    query.putAll(options);
    Map<String, String> own = new TreeMap<>();
    Map<String, String> theirs = new LinkedHashMap<>();
    query.forEach(
        (name, value) ->
            (OWN.contains(name) || kind == Kind.GIT && GIT.contains(name) ? own : theirs)
                .put(name, value));
    String path = given.getRawPath() == null ? "" : given.getRawPath();
    int slashes = path.indexOf("//");
    String subdirectory = slashes < 0 ? "" : decode(path.substring(slashes + 2));
    String kept = slashes < 0 ? path : path.substring(0, slashes);
    return new ArtifactSource(kind, rebuilt(given, kept, theirs), checked(subdirectory), own);
  }

  private static String detect(String source) {
    for (String host : GIT_HOSTS) {
      if (source.startsWith(host)) {
        return "git::https://" + withSuffix(source);
      }
    }
    if (source.matches("[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^/].*")) {
      return "git::ssh://" + source.replaceFirst(":", "/");
    }
    return source;
  }

  /** github.com/owner/name, with .git after the name and what follows it behind two slashes. */
  private static String withSuffix(String source) {
    int question = source.indexOf('?');
    String path = question < 0 ? source : source.substring(0, question);
    String query = question < 0 ? "" : source.substring(question);
    String[] parts = path.split("/+", 4);
    if (parts.length < 3) {
      return source;
    }
    String name = parts[2].endsWith(".git") ? parts[2] : parts[2] + ".git";
    String deeper = parts.length > 3 && !parts[3].isEmpty() ? "//" + parts[3] : "";
    return parts[0] + "/" + parts[1] + "/" + name + deeper + query;
  }

  private static URI parse(String text) throws ArtifactRefused {
    try {
      return new URI(text);
    } catch (URISyntaxException wrong) {
      throw new ArtifactRefused(
          "failed to parse source URL: " + wrong.getReason() + " at index " + wrong.getIndex());
    }
  }

  private static Kind kind(String forced, URI url) throws ArtifactRefused {
    String scheme =
        url.getScheme() == null ? "file" : url.getScheme().toLowerCase(java.util.Locale.ROOT);
    String wanted = forced.isEmpty() ? scheme : forced;
    return switch (wanted) {
      case "http", "https" -> {
        if (url.getHost() == null) {
          throw new ArtifactRefused("the URL names no host");
        }
        yield Kind.HTTP;
      }
      case "git" -> Kind.GIT;
      case "file" -> Kind.FILE;
      default -> throw new ArtifactRefused("download not supported for scheme '" + wanted + "'");
    };
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> found = new LinkedHashMap<>();
    if (raw != null && !raw.isEmpty()) {
      for (String pair : raw.split("&")) {
        int equals = pair.indexOf('=');
        found.put(
            decode(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return found;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }

  private static URI rebuilt(URI given, String path, Map<String, String> query)
      throws ArtifactRefused {
    StringBuilder text = new StringBuilder();
    if (given.getScheme() != null) {
      text.append(given.getScheme()).append("://");
      if (given.getRawAuthority() != null) {
        text.append(given.getRawAuthority());
      }
    }
    text.append(path);
    if (!query.isEmpty()) {
      text.append('?')
          .append(
              query.entrySet().stream()
                  .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
                  .collect(Collectors.joining("&")));
    }
    return parse(text.toString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String checked(String subdirectory) throws ArtifactRefused {
    if (List.of(subdirectory.split("/")).contains("..")) {
      throw new ArtifactRefused("the source's subdirectory contains \"..\"");
    }
    return subdirectory;
  }

  /** A parameter, or the empty text. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The name under which a file lands in a directory. */
  String fileName() throws ArtifactRefused {
    String chosen = parameter("filename");
    if (chosen.isEmpty()) {
      String path = url.getPath() == null ? "" : url.getPath();
      chosen = path.substring(path.lastIndexOf('/') + 1);
    }
    if (chosen.isEmpty() || chosen.contains("/") || chosen.equals(".") || chosen.equals("..")) {
      throw new ArtifactRefused("\"" + chosen + "\" is not a name for a file");
    }
    return chosen;
  }
}

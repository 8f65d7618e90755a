package io.drover.jobspec.functions;

import static io.drover.jobspec.functions.FunctionTable.*;

import io.drover.jobspec.ParseOptions;
import io.drover.jobspec.hcl.Function;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Functions that read files or paths. A server knows their names and refuses to call them. */
final class FileFunctions {

  private static final int FILE_MAX = 16 * 1024 * 1024;
  private static final int DEPTH_MAX = 32;

  private final Path directory;
  private final String home;

  private FileFunctions(ParseOptions options) {
    directory = options.directory();
    home = options.environment().getOrDefault("HOME", "");
  }

  static void addTo(FunctionTable table, ParseOptions options) {
    FileFunctions files = new FileFunctions(options);
    boolean allowed = options.allowFileSystemFunctions();
    one(table, allowed, "file", a -> Value.of(files.content(text(a.getFirst()))));
    one(
        table,
        allowed,
        "filebase64",
        a -> Value.of(Base64.getEncoder().encodeToString(files.bytes(text(a.getFirst())))));
    one(
        table,
        allowed,
        "fileexists",
        a -> Value.of(Files.isRegularFile(files.path(text(a.getFirst())))));
    one(table, allowed, "basename", a -> Value.of(baseName(text(a.getFirst()))));
    one(table, allowed, "dirname", a -> Value.of(dirName(text(a.getFirst()))));
    one(
        table,
        allowed,
        "abspath",
        a -> Value.of(files.path(text(a.getFirst())).toAbsolutePath().normalize().toString()));
    one(table, allowed, "pathexpand", a -> Value.of(files.expand(text(a.getFirst()))));
    add(
        table,
        allowed,
        "fileset",
        List.of(of("path", Type.STRING), of("pattern", Type.STRING)),
        a -> files.set(text(a.get(0)), text(a.get(1))));
  }

  private static void one(FunctionTable table, boolean allowed, String name, Function.Body body) {
    add(table, allowed, name, List.of(of("path", Type.STRING)), body);
  }

  private static void add(
      FunctionTable table,
      boolean allowed,
      String name,
      List<Function.Parameter> parameters,
      Function.Body body) {
    Function.Body refused =
        arguments -> {
          throw new ValueException("filesystem function disabled");
        };
    table.add(name, parameters, allowed ? body : refused);
  }

  private Path path(String given) {
    try {
      return directory.resolve(expand(given));
    } catch (InvalidPathException e) {
      throw new ValueException("invalid path: " + e.getReason());
    }
  }

  private byte[] bytes(String given) {
    Path path = path(given);
    try {
      if (!Files.exists(path)) {
        throw new ValueException("no file exists at " + given);
      }
      if (Files.size(path) > FILE_MAX) {
        throw new ValueException("the file " + given + " is larger than " + FILE_MAX + " bytes");
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new ValueException("failed to read " + given + ": " + e);
    }
  }

  private String content(String given) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(given))).toString();
    } catch (CharacterCodingException e) {
      throw new ValueException(
          "contents of "
              + given
              + " are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded"
              + " contents or the other file functions (e.g. filemd5, filesha256) to obtain file"
              + " hashing results instead");
    }
  }

  private String expand(String path) {
    return path.equals("~") || path.startsWith("~/") ? home + path.substring(1) : path;
  }

  private static String baseName(String path) {
    String trimmed = path.replaceAll("/+$", "");
    if (trimmed.isEmpty()) {
      return path.isEmpty() ? "." : "/";
    }
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  private static String dirName(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
  }

  private Value set(String root, String pattern) {
    Path start = path(root);
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (java.util.regex.PatternSyntaxException e) {
      throw new ValueException("failed to glob pattern (" + pattern + "): " + e.getDescription());
    }
    try (Stream<Path> entries = Files.walk(start, DEPTH_MAX)) {
      List<Value> found =
          entries
              .filter(Files::isRegularFile)
              .map(start::relativize)
              .filter(matcher::matches)
              .map(p -> Value.of(p.toString()))
              .toList();
      return new Value.SetValue(Type.STRING, found);
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new ValueException("failed to list " + root + ": " + e);
    }
  }
}

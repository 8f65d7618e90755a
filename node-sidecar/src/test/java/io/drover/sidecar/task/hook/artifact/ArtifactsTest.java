package io.drover.sidecar.task.hook.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.drover.contract.model.TaskArtifact;
import io.drover.sidecar.executor.ExecResult;
import io.drover.sidecar.task.hook.DoneOnce;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook;
import io.drover.sidecar.task.hook.TaskHook.HookFailed;
import io.drover.sidecar.task.hook.TestTasks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Artifacts from a real server into real directories. */
final class ArtifactsTest {

  private static final boolean ROOT =
      ProcessHandle.current().info().user().orElse("").equals("root");

  @TempDir Path directory;
  private HttpServer server;
  private String url;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, String> seenHeaders = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final Set<String> done = new HashSet<>();
  private final List<String> events = new ArrayList<>();
  private ArtifactLimits limits = ArtifactLimits.DEFAULTS;
  private TaskContext task;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          String path = exchange.getRequestURI().getPath();
          if (path.startsWith("/moved/")) {
            exchange.getResponseHeaders().set("Location", path.substring("/moved".length()));
            exchange.sendResponseHeaders(302, -1);
          } else {
            exchange
                .getRequestHeaders()
                .forEach((name, values) -> seenHeaders.put(name, values.getFirst()));
            byte[] content = files.get(path);
            exchange.sendResponseHeaders(
                content == null ? 404 : 200, content == null ? -1 : content.length);
            if (content != null) {
              exchange.getResponseBody().write(content);
            }
          }
          exchange.close();
        });
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    task = TestTasks.context(directory, new Control());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private final class Control implements TaskHook.Control {
    @Override
    public void restart(String reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void signal(String signal, String reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void kill(String reason) {
      throw new AssertionError(reason);
    }

    @Override
    public ExecResult exec(List<String> command, Duration deadline) {
      throw new AssertionError(command);
    }

    @Override
    public void event(String type, String message) {
      events.add(type + ": " + message);
    }
  }

  private void fetch(TaskArtifact... artifacts) throws HookFailed, InterruptedException {
    DoneOnce once =
        new DoneOnce() {
          @Override
          public boolean done(String what) {
            return done.contains(what);
          }

          @Override
          public void mark(String what) {
            done.add(what);
          }
        };
    new ArtifactsHook(limits, ROOT, once)
        .prestart(TestTasks.with(task, task.task().withArtifacts(List.of(artifacts))));
  }

  private static TaskArtifact artifact(String source, String mode, String to) {
    return new TaskArtifact(source, Map.of(), Map.of(), mode, to);
  }

  private TaskArtifact of(String path) {
    return artifact(url + path, "any", "local/");
  }

  private HookFailed failure(TaskArtifact artifact) {
    HookFailed failed = catchThrowableOfType(HookFailed.class, () -> fetch(artifact));
    assertThat(failed).as(artifact.getterSource()).isNotNull();
    assertThat(failed.kind()).isEqualTo(HookFailed.Kind.DOWNLOAD);
    assertThat(directory.resolve("alloc-dir")).isDirectoryNotContaining("glob:**/.fetch.*");
    return failed;
  }

  private Path local(String name) {
    return task.taskDirectory().resolve("local").resolve(name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] tar(TarWriter writer) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(content)) {
      writer.write(tar);
    }
    return content.toByteArray();
  }

  private interface TarWriter {
    void write(TarArchiveOutputStream tar) throws IOException;
  }

  private static void put(TarArchiveOutputStream tar, String name, String content, int mode)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(bytes(content).length);
    entry.setMode(mode);
    tar.putArchiveEntry(entry);
    tar.write(bytes(content));
    tar.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream tar, String name, String to, byte type)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setLinkName(to);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  @Test
  void aFileLandsUnderItsNameAndIsFetchedOnce() throws Exception {
    files.put("/v1/data.txt", bytes("hello"));
    fetch(of("/v1/data.txt"));
    fetch(of("/v1/data.txt"));
    assertThat(local("data.txt")).hasContent("hello");
    assertThat(requests).hasValue(1);
    assertThat(events).containsExactly("Downloading Artifacts: Client is downloading artifacts");
    if (ROOT) {
      assertThat(Files.getAttribute(local("data.txt"), "unix:uid")).isEqualTo(65534);
    }
  }

  @Test
  void sourceOptionsHeadersAndDestinationAreInterpolated() throws Exception {
    files.put("/t/x.bin", bytes("x"));
    fetch(
        new TaskArtifact(
            url + "/${NOMAD_TASK_NAME}/x.bin",
            Map.of("filename", "${NOMAD_TASK_NAME}.out"),
            Map.of("X-Token", "for-${NOMAD_TASK_NAME}"),
            "any",
            "local/${NOMAD_TASK_NAME}"));
    assertThat(local("t/t.out")).hasContent("x");
    assertThat(seenHeaders).containsEntry("X-token", "for-t");
  }

  @Test
  void redirectsAreFollowed() throws Exception {
    files.put("/a.txt", bytes("a"));
    fetch(of("/moved/a.txt"));
    assertThat(local("a.txt")).hasContent("a");
  }

  @Test
  void modeFileNamesTheFileItself() throws Exception {
    files.put("/a.txt", bytes("a"));
    fetch(artifact(url + "/a.txt", "file", "local/deep/b.txt"));
    assertThat(local("deep/b.txt")).hasContent("a");
  }

  @Test
  void aFileMayGoToTheSharedDirectory() throws Exception {
    files.put("/a.txt", bytes("a"));
    fetch(artifact(url + "/a.txt", "any", "${NOMAD_ALLOC_DIR}/data"));
    assertThat(task.sharedDirectory().resolve("data/a.txt")).hasContent("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "tar.gz", "tgz", "tar.bz2", "tbz2", "tar.xz", "txz", "zip"})
  void archivesAreUnpacked(String format) throws Exception {
    files.put("/app." + format, archive(format));
    fetch(of("/app." + format));
    assertThat(local("bin/run")).hasContent("#!/bin/sh");
    assertThat(local("bin/run")).isExecutable();
    assertThat((Integer) Files.getAttribute(local("bin/run"), "unix:mode") & 07777)
        .as("no setuid")
        .isEqualTo(0755);
  }

  private static byte[] archive(String format) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    if (format.equals("zip")) {
      try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(content)) {
        ZipArchiveEntry entry = new ZipArchiveEntry("bin/run");
        entry.setUnixMode(0104755);
        zip.putArchiveEntry(entry);
        zip.write(bytes("#!/bin/sh"));
        zip.closeArchiveEntry();
      }
      return content.toByteArray();
    }
    byte[] tar = tar(into -> put(into, "bin/run", "#!/bin/sh", 04755));
    try (OutputStream packed = packer(format, content)) {
      packed.write(tar);
    }
    return content.toByteArray();
  }

  private static OutputStream packer(String format, OutputStream to) throws IOException {
    if (format.endsWith("gz")) {
      return new GZIPOutputStream(to);
    } else if (format.endsWith("bz2")) {
      return new BZip2CompressorOutputStream(to);
    } else if (format.endsWith("xz")) {
      return new XZOutputStream(to, new LZMA2Options(0));
    }
    return to;
  }

  @Test
  void archiveFalseKeepsTheArchiveAndArchiveNamesItsFormat() throws Exception {
    files.put("/app.tgz", archive("tgz"));
    files.put("/app", archive("zip"));
    fetch(of("/app.tgz?archive=false"), of("/app?archive=zip"));
    assertThat(local("app.tgz")).hasBinaryContent(files.get("/app.tgz"));
    assertThat(local("bin/run")).exists();
  }

  @Test
  void aSubdirectoryOfAnArchiveIsChosenByTwoSlashes() throws Exception {
    files.put("/app.tgz", archive("tgz"));
    fetch(of("/app.tgz//bin"));
    assertThat(local("run")).hasContent("#!/bin/sh");
    assertThat(local("bin")).doesNotExist();
  }

  @Test
  void aCompressedFileNeedsModeFile() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes("text"));
    }
    files.put("/notes.gz", packed.toByteArray());
    assertThat(failure(of("/notes.gz"))).hasMessageContaining("set mode to file");
    fetch(artifact(url + "/notes.gz", "file", "local/notes"));
    assertThat(local("notes")).hasContent("text");
  }

  @Test
  void checksumsAreHeld() throws Exception {
    files.put("/a.txt", bytes("a"));
    for (String type : List.of("md5:MD5", "sha1:SHA-1", "sha256:SHA-256", "sha512:SHA-512")) {
      String[] names = type.split(":");
      String hex = HexFormat.of().formatHex(MessageDigest.getInstance(names[1]).digest(bytes("a")));
      fetch(of("/a.txt?checksum=" + names[0] + ":" + hex));
      files.put("/sums", bytes(hex + "  other\n" + hex + " *a.txt\n"));
    }
    fetch(
        new TaskArtifact(
            url + "/a.txt", Map.of("checksum", "file:" + url + "/sums"), Map.of(), "any", "local"));
    assertThat(failure(of("/a.txt?checksum=md5:00000000000000000000000000000000")))
        .hasMessage(
            "failed to download artifact \"%s/a.txt?checksum=md5:00000000000000000000000000000000\": "
                    .formatted(url)
                + "checksums did not match: expected 00000000000000000000000000000000,"
                + " got 0cc175b9c0f1b6a831c399e269772661")
        .returns(true, HookFailed::recoverable);
    assertThat(failure(of("/a.txt?checksum=crc:00"))).hasMessageContaining("unsupported checksum");
    assertThat(failure(of("/a.txt?checksum=md5:zz"))).hasMessageContaining("invalid md5 checksum");
  }

  @Test
  void whatAServerDoesNotGiveIsSaid() throws Exception {
    assertThat(failure(of("/nothing")))
        .hasMessage(
            "failed to download artifact \"%s/nothing\": bad response code: 404".formatted(url))
        .returns(true, HookFailed::recoverable);
    assertThat(failure(artifact("http://127.0.0.1:1/x.tar.gz", "any", "local/")))
        .hasMessageContaining("connection to 127.0.0.1:1 failed")
        .returns(true, HookFailed::recoverable);
  }

  @Test
  void whatNothingHereFetchesIsRefused() throws Exception {
    for (String source : List.of("/etc/hostname", "file:///etc/hostname")) {
      assertThat(failure(artifact(source, "any", "local/")))
          .hasMessage(
              "failed to download artifact \"%s\": download not supported for scheme 'file'"
                  .formatted(source))
          .returns(false, HookFailed::recoverable);
    }
    assertThat(failure(artifact("s3::https://h/b/k", "any", "local/")))
        .hasMessageContaining("scheme 's3'");
    assertThat(failure(artifact("http://bad host/", "any", "local/")))
        .hasMessageContaining("failed to parse source URL");
    assertThat(failure(artifact("http://u:secret@127.0.0.1:1/", "file", "local/x")))
        .hasMessageNotContaining("secret");
    assertThat(failure(artifact("git::https://h/r?sshkey=abc", "any", "local/")))
        .hasMessageContaining("sshkey is not supported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../etc", "local/../../x"})
  void aDestinationOutsideIsRefused(String destination) throws Exception {
    files.put("/a.txt", bytes("a"));
    assertThat(failure(artifact(url + "/a.txt", "any", destination)))
        .hasMessageEndingWith("artifact destination path escapes alloc directory")
        .returns(false, HookFailed::recoverable);
    assertThat(requests).hasValue(0);
  }

  @Test
  void aLinkThatATaskLeftIsNotFollowed() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(local("way"), outside);
    files.put("/a.txt", bytes("a"));
    assertThat(failure(artifact(url + "/a.txt", "any", "local/way"))).hasMessageContaining("link");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void archivesThatLeadOutAreRefused() throws Exception {
    Map<String, TarWriter> bad =
        Map.of(
            "up", tar -> put(tar, "../../evil", "x", 0644),
            "absolute",
                tar -> {
                  TarArchiveEntry entry = new TarArchiveEntry("/tmp/drover-evil", true);
                  entry.setSize(0);
                  tar.putArchiveEntry(entry);
                  tar.closeArchiveEntry();
                },
            "linkOut", tar -> link(tar, "l", "../../..", TarConstants.LF_SYMLINK),
            "linkAbsolute", tar -> link(tar, "l", "/etc", TarConstants.LF_SYMLINK),
            "throughLink",
                tar -> {
                  link(tar, "a/b/c", "../..", TarConstants.LF_SYMLINK);
                  link(tar, "e", "a/b/c/../..", TarConstants.LF_SYMLINK);
                },
            "overLink",
                tar -> {
                  put(tar, "d/x", "x", 0644);
                  link(tar, "l", "d", TarConstants.LF_SYMLINK);
                  put(tar, "l/y", "y", 0644);
                },
            "hardLink", tar -> link(tar, "h", "../../../../../../etc/passwd", TarConstants.LF_LINK),
            "device", tar -> link(tar, "dev", "", TarConstants.LF_CHR));
    for (Map.Entry<String, TarWriter> one : bad.entrySet()) {
      files.put("/" + one.getKey() + ".tar", tar(one.getValue()));
      HookFailed failed = failure(of("/" + one.getKey() + ".tar"));
      assertThat(failed.getMessage())
          .as(one.getKey())
          .containsAnyOf("leads out", "link", "neither");
    }
    assertThat(directory.resolve("alloc-dir/t/local")).isEmptyDirectory();
    assertThat(Path.of("/tmp/drover-evil")).doesNotExist();
  }

  @Test
  void linksWithinAnArchiveStay() throws Exception {
    files.put(
        "/ok.tar",
        tar(
            tar -> {
              put(tar, "lib/v1", "one", 0644);
              link(tar, "lib/current", "v1", TarConstants.LF_SYMLINK);
              link(tar, "copy", "lib/v1", TarConstants.LF_LINK);
            }));
    fetch(of("/ok.tar"));
    assertThat(Files.readSymbolicLink(local("lib/current"))).hasToString("v1");
    assertThat(local("lib/current")).hasContent("one");
    assertThat(Files.isRegularFile(local("copy"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void bombsAreDefused() throws Exception {
    limits =
        new ArtifactLimits(
            Duration.ofSeconds(30), 10_000_000, Duration.ofSeconds(30), 100_000, 3, List.of());
    ByteArrayOutputStream big = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(big)) {
      gzip.write(tar(tar -> put(tar, "zeros", "0".repeat(200_000), 0644)));
    }
    files.put("/big.tgz", big.toByteArray());
    assertThat(failure(of("/big.tgz"))).hasMessageContaining("more than 100000 bytes");
    files.put(
        "/many.tar",
        tar(
            tar -> {
              for (int i = 0; i < 4; i++) {
                put(tar, "f" + i, "", 0644);
              }
            }));
    assertThat(failure(of("/many.tar"))).hasMessageContaining("more than 3 files");
    limits =
        new ArtifactLimits(Duration.ofSeconds(30), 10, Duration.ofSeconds(30), 100, 3, List.of());
    files.put("/long.txt", bytes("longer than ten"));
    assertThat(failure(of("/long.txt"))).hasMessageContaining("larger than 10 bytes");
  }

  @Test
  void damagedArchivesAreSaid() throws Exception {
    files.put("/a.tar.gz", bytes("this is no gzip"));
    files.put("/b.zip", bytes("nor a zip"));
    files.put("/c.tar.zst", bytes("unsupported"));
    assertThat(failure(of("/a.tar.gz"))).hasMessageContaining("GZIP");
    failure(of("/b.zip"));
    assertThat(failure(of("/c.tar.zst"))).hasMessageContaining("tar.zst are not supported");
  }

  @Test
  void filesComeFromDirectoriesThatTheOperatorOpened() throws Exception {
    Path open = Files.createDirectories(directory.resolve("open/sub"));
    Files.writeString(open.resolve("f"), "f");
    limits =
        new ArtifactLimits(
            Duration.ofSeconds(30),
            1000,
            Duration.ofSeconds(30),
            1000,
            10,
            List.of(directory.resolve("open")));
    fetch(artifact("file://" + open.resolve("f"), "any", "local/"));
    fetch(artifact("file://" + open, "dir", "local/tree"));
    assertThat(local("f")).hasContent("f");
    assertThat(local("tree/f")).hasContent("f");
    assertThat(failure(artifact("file:///etc/hostname", "any", "local/")))
        .hasMessageContaining("in no directory that the node opens");
  }

  private static void git(Path in, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.com"));
    command.addAll(List.of(arguments));
    Process git = new ProcessBuilder(command).directory(in.toFile()).inheritIO().start();
    assertThat(git.waitFor()).isZero();
  }

  @Test
  void aRepositoryIsCheckedOutAtItsRef() throws Exception {
    Path repository = Files.createDirectories(directory.resolve("open/repo"));
    git(repository, "init", "-q", "-b", "main");
    Files.createDirectory(repository.resolve("deep"));
    Files.writeString(repository.resolve("deep/f"), "one");
    git(repository, "add", "-A");
    git(repository, "commit", "-qm", "one");
    git(repository, "tag", "v1");
    Files.writeString(repository.resolve("deep/f"), "two");
    git(repository, "commit", "-qam", "two");
    limits =
        new ArtifactLimits(
            Duration.ofSeconds(60),
            1000,
            Duration.ofSeconds(60),
            1000,
            10,
            List.of(directory.resolve("open")));
    String source = "git::file://" + repository;
    fetch(artifact(source, "any", "local/new"));
    fetch(artifact(source + "?ref=v1&depth=1", "any", "local/old"));
    fetch(artifact(source + "//deep?ref=main", "dir", "local/part"));
    assertThat(local("new/deep/f")).hasContent("two");
    assertThat(local("old/deep/f")).hasContent("one");
    assertThat(local("part/f")).hasContent("two");
    assertThat(failure(artifact(source + "?ref=nowhere", "any", "local/x")))
        .hasMessageContaining("nowhere");
    assertThat(failure(artifact(source + "?ref=--upload-pack=x", "any", "local/x")))
        .hasMessageContaining("is not a ref");
  }

  @Test
  void sourcesAreUnderstoodAsGoGetterDoes() throws Exception {
    assertThat(ArtifactSource.of("github.com/o/r//sub?ref=v2", Map.of()))
        .returns("https://github.com/o/r.git", source -> source.url().toString())
        .returns("sub", ArtifactSource::subdirectory)
        .returns("v2", source -> source.parameter("ref"))
        .returns(ArtifactSource.Kind.GIT, ArtifactSource::kind);
    assertThat(ArtifactSource.of("git@github.com:o/r.git", Map.of()).url())
        .hasToString("ssh://git@github.com/o/r.git");
    assertThat(ArtifactSource.of("git::https://h/r.git", Map.of("depth", "3")).parameter("depth"))
        .isEqualTo("3");
    assertThat(ArtifactSource.of("https://h/a.zip?x=1&archive=false", Map.of("y", "2")).url())
        .hasToString("https://h/a.zip?x=1&y=2");
  }
}

package io.drover.sidecar.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers out of the kinds of files that the kernel has. */
final class SmallFilesTest {

  @TempDir Path directory;

  private final SmallFiles files = new SmallFiles();
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("file");
  }

  private void read(String text) throws Exception {
    Files.writeString(file, text);
    files.read(file.toString());
  }

  @Test
  void aNameIsFoundAtTheBeginningOfALineOnly() throws Exception {
    read("rss 12\ntotal_rss 345\nrss_huge 6\nMemFree:   77 kB\n");
    assertThat(files.field(SmallFiles.name("rss"), -1)).isEqualTo(12);
    assertThat(files.field(SmallFiles.name("total_rss"), -1)).isEqualTo(345);
    assertThat(files.field(SmallFiles.name("MemFree"), -1)).isEqualTo(77);
    assertThat(files.field(SmallFiles.name("huge"), -1)).isEqualTo(-1);
    assertThat(files.field(SmallFiles.name("ss"), -1)).isEqualTo(-1);
  }

  @Test
  void numbersComeOneAfterAnother() throws Exception {
    read("4 -5 9223372036854775807 max\n");
    assertThat(files.next(0)).isEqualTo(4);
    assertThat(files.next(0)).isEqualTo(-5);
    assertThat(files.next(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(files.next(-1)).isEqualTo(-1);
    read("");
    assertThat(files.next(-1)).isEqualTo(-1);
    assertThat(files.field(SmallFiles.name("x"), -1)).isEqualTo(-1);
  }

  @Test
  void aNameWithBracketsAndBlanksDoesNotShiftWords() throws Exception {
    read("12 (a b) 9) (c) S 1 22 22 0 -1 77 88\n");
    files.skipPastLast(')');
    files.skipWords(6);
    assertThat(files.next(0)).isEqualTo(77);
    assertThat(files.next(0)).isEqualTo(88);
  }

  @Test
  void aFileLargerThanThePageIsReadWhole() throws Exception {
    read("x 1\n".repeat(10_000) + "last 7\n");
    assertThat(files.field(SmallFiles.name("last"), -1)).isEqualTo(7);
    read("last 8\n");
    assertThat(files.text()).isEqualTo("last 8\n");
  }

  @Test
  void itsNumbersOfThisProcessAreTheKernels() throws Exception {
    files.read("/proc/self/status");
    assertThat(files.field(SmallFiles.name("Pid"), 0)).isEqualTo(ProcessHandle.current().pid());
    assertThatThrownBy(() -> files.read("/proc/no such file"))
        .isInstanceOf(FileNotFoundException.class);
  }
}

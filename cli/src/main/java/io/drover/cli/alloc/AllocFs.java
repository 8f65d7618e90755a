package io.drover.cli.alloc;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Format;
import io.drover.cli.Table;
import io.drover.cli.UsageException;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `alloc fs`: lists a directory of an allocation, or shows a file. */
public final class AllocFs implements Command {

  @Mixin AllocArgument alloc = new AllocArgument();

  @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "Default: /")
  String path = "/";

  @Mixin Connection connection = new Connection();

  @Option(names = "-H", description = "For machines: sizes in bytes, exact times.")
  boolean exact;

  @Option(names = "-stat", description = "Show what it is, not what is in it.")
  boolean stat;

  @Option(names = "-f", description = "Follow: go on with what is written from now on.")
  boolean follow;

  @Option(names = "-tail", description = "Only the end; -n or -c says how much, else 10 lines.")
  boolean tail;

  @Option(names = "-n", paramLabel = "LINES", description = "With -tail: this many lines.")
  @Nullable Integer lines;

  @Option(names = "-c", paramLabel = "BYTES", description = "With -tail: this many bytes.")
  @Nullable Long bytes;

  @Option(names = "-verbose", description = "Accepted, without effect: ids are not shown.")
  boolean verbose;

  @Override
  public int run(Console console) throws IOException {
    Tail.check(tail, lines, bytes);
    try {
      Selection chosen = alloc.choose(connection.api(console));
      Doc info = asked(chosen, "stat");
      if (stat) {
        console.line(table(List.of(info), true));
      } else if (info.is("IsDir")) {
        if (tail || follow) {
          throw new UsageException("\"%s\" is a directory".formatted(path));
        }
        console.line(table(asked(chosen, "ls").items(), false));
      } else {
        show(console, new RemoteFile(chosen.api(), chosen.id(), path), info.number("Size"));
      }
      return OK;
    } catch (ApiException e) {
      throw new IOException("Error reading \"%s\": %s".formatted(path, e.getMessage()), e);
    }
  }

  private Doc asked(Selection chosen, String what) throws IOException {
    return chosen
        .api()
        .get(Api.path("client", "fs", what, chosen.id()), Map.of("path", path))
        .body();
  }

  private void show(Console console, RemoteFile file, long size) throws IOException {
    long from = tail ? size - back(file, size) : 0;
    if (follow) {
      file.follow(from, console.raw());
    } else {
      file.copy(from, console.raw());
    }
  }

  /** How many bytes before the end the tail begins. */
  private long back(RemoteFile file, long size) throws IOException {
    if (bytes != null) {
      return Math.min(size, bytes);
    }
    int wanted = lines == null ? Tail.LINES : lines;
    return Tail.lastLines(wanted, back -> file.end(size, back));
  }

  private String table(List<Doc> files, boolean withType) {
    List<String> titles = new ArrayList<>(List.of("Mode", "Size", "Modified Time"));
    if (withType) {
      titles.add("Content Type");
    }
    titles.add("Name");
    Table table = Table.columns(titles);
    for (Doc file : files) {
      List<String> row = new ArrayList<>(List.of(file.text("FileMode"), size(file), time(file)));
      if (withType) {
        row.add(file.text("ContentType"));
      }
      row.add(file.text("Name") + (file.is("IsDir") ? "/" : ""));
      table.row(row);
    }
    return table.toString();
  }

  private String size(Doc file) {
    return exact ? file.text("Size") : Format.bytes(file.decimal("Size"));
  }

  private String time(Doc file) {
    String time = file.text("ModTime");
    return exact || time.isEmpty()
        ? time
        : Format.time(
            OffsetDateTime.parse(time).toInstant(), OffsetDateTime.parse(time).getOffset());
  }
}

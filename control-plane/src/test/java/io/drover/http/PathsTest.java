package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathsTest {

  @ParameterizedTest
  @CsvSource({
    "/v1//jobs, /v1/jobs",
    "/v1/../v1/jobs, /v1/jobs",
    "/v1/./jobs/, /v1/jobs/",
    "/../.., /",
    "/a/b/.., /a"
  })
  void uncleanPathsAreCleaned(String path, String clean) {
    assertThat(Paths.unclean(path)).isTrue();
    assertThat(Paths.clean(path)).isEqualTo(clean);
  }

  @Test
  void percentSignsAreDecodedAndPlusStays() {
    assertThat(Paths.decode("a%2Fb+%C3%A9")).isEqualTo("a/b+é");
    assertThatThrownBy(() -> Paths.decode("a%2")).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> Paths.decode("%zz")).isInstanceOf(Failure.class);
  }

  @Test
  void whatFollowsAJobsIdIsFoundByTheEnd() {
    assertThat(JobPath.of("a/b/allocations"))
        .isEqualTo(new JobPath("a/b", JobPath.Part.ALLOCATIONS));
    assertThat(JobPath.of("versions")).isEqualTo(new JobPath("versions", JobPath.Part.JOB));
    assertThat(JobPath.of("x/evaluate/allocations"))
        .isEqualTo(new JobPath("x/evaluate", JobPath.Part.ALLOCATIONS));
    assertThat(JobPath.of("p/periodic/force").part()).isEqualTo(JobPath.Part.PERIODIC_FORCE);
  }

  @Property(tries = 500)
  void cleaningTwiceIsCleaningOnce(@ForAll String path) {
    String once = Paths.clean("/" + path);
    assertThat(Paths.clean(once)).isEqualTo(once);
    assertThat(Paths.unclean(once)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, GZIP",
    "'deflate, gzip;q=0.5', DEFLATE",
    "'gzip;q=0, deflate;q=0.1', DEFLATE",
    "br, PLAIN",
    "'gzip;q=x', PLAIN",
    "'GZIP', GZIP"
  })
  void theEncodingThatAClientLikesBestIsTaken(String header, Body.Encoding expected) {
    assertThat(AcceptedEncoding.of(header)).isEqualTo(expected);
  }
}

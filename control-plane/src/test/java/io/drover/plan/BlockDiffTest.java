package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockDiffTest {

  private static JsonNode json(String text) throws IOException {
    return Json.MAPPER.readTree(text);
  }

  private static List<FieldDiff> fields(String before, String after) throws IOException {
    return BlockDiff.fields(json(before), json(after), Shape.JOB, false);
  }

  private static List<ObjectDiff> objects(String before, String after) throws IOException {
    return BlockDiff.objects(json(before), json(after), Shape.JOB, false);
  }

  @Test
  void aMemberThatNoRuleKnowsIsShownByWhatItIs() throws IOException {
    assertThat(fields("{\"Later\":1}", "{\"Later\":2}"))
        .containsExactly(new FieldDiff(DiffType.EDITED, "Later", "1", "2", List.of()));
    assertThat(objects("{}", "{\"Laters\":[{\"A\":true}]}"))
        .containsExactly(
            new ObjectDiff(
                DiffType.ADDED,
                "Later",
                List.of(new FieldDiff(DiffType.ADDED, "A", "", "true", List.of())),
                List.of()));
    assertThat(objects("{\"Late\":{\"A\":\"x\"}}", "{\"Late\":null}"))
        .containsExactly(
            new ObjectDiff(
                DiffType.DELETED,
                "Late",
                List.of(new FieldDiff(DiffType.DELETED, "A", "x", "", List.of())),
                List.of()));
  }

  @Test
  void blocksInAnotherOrderAreTheSameBlocks() throws IOException {
    assertThat(
            objects(
                "{\"Constraints\":[{\"LTarget\":\"a\"},{\"LTarget\":\"b\"}]}",
                "{\"Constraints\":[{\"LTarget\":\"b\"},{\"LTarget\":\"a\"}]}"))
        .isEmpty();
  }

  @Test
  void oneOfTwoEqualBlocksThatGoesIsShown() throws IOException {
    assertThat(
            objects(
                "{\"Constraints\":[{\"LTarget\":\"a\"},{\"LTarget\":\"a\"}]}",
                "{\"Constraints\":[{\"LTarget\":\"a\"}]}"))
        .extracting(ObjectDiff::type)
        .containsExactly(DiffType.DELETED);
  }

  @Test
  void emptyAndAbsentAreTheSame() throws IOException {
    assertThat(fields("{\"Later\":\"\"}", "{}")).isEmpty();
    assertThat(objects("{\"Datacenters\":null}", "{\"Datacenters\":[]}")).isEmpty();
  }
}

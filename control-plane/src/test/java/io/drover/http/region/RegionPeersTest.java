package io.drover.http.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.drover.contract.json.Json;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The block {@code regions} of the agent's file. */
final class RegionPeersTest {

  @Test
  void addressesAndFilesAreTaken() throws Exception {
    RegionPeers peers =
        parse(
            """
            {"us": {"addresses": ["https://a:1", "https://b:2"], "ca_file": "/ca.pem",
                    "cert_file": "/c.pem", "key_file": "/k.pem", "tls_skip_verify": true},
             "eu": {"address": "http://c:4646"}}
            """);

    assertThat(peers.names("global")).containsExactly("eu", "global", "us");
    assertThat(peers.get("mars")).isNull();
    RegionPeer us = peers.get("us");
    assertThat(us).isNotNull();
    assertThat(us.addresses())
        .containsExactly(URI.create("https://a:1"), URI.create("https://b:2"));
    assertThat(us.caFile()).contains(Path.of("/ca.pem"));
    assertThat(us.skipVerify()).isTrue();
    assertThat(us.tls()).isTrue();
  }

  @Test
  void withoutTheBlockThereIsOnlyOurs() throws Exception {
    assertThat(RegionPeers.parse(Json.MAPPER.readTree("{}").path("regions")).names("global"))
        .containsExactly("global");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]                                                  | regions: expected a block",
        "{\"eu\": 1}                                          | regions.eu: expected a block",
        "{\"eu\": {}}                                         | regions.eu.address is missing",
        "{\"eu\": {\"address\": \"c:4646\"}}                  | regions.eu.address: expected http",
        "{\"eu\": {\"address\": \"http://c:1/v1\"}}           | regions.eu.address: expected http",
        "{\"eu\": {\"address\": \"http://c d\"}}              | regions.eu.address: expected http",
        "{\"eu\": {\"addresses\": [\"http://c:1\", 5]}}       | regions.eu.addresses: expected http",
        "{\"eu\": {\"addresses\": [\"http://c\",\"https://d\"]}} | regions.eu.addresses: either all",
        "{\"eu\": {\"address\": \"http://c\", \"adress\": 1}} | regions.eu.adress: no such setting",
        "{\"eu\": {\"address\": \"http://c\", \"cert_file\": \"x\"}} | regions.eu: cert_file and",
        "{\"eu\": {\"address\": \"http://c\", \"ca_file\": [1]}} | regions.eu.ca_file: expected a path",
        "{\"eu\": {\"address\": \"http://c\", \"tls_skip_verify\": \"x\"}} | regions.eu.tls_skip_verify:",
      })
  void whatIsWrongIsNamed(String block, String start) {
    assertThatThrownBy(() -> parse(block))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(start);
  }

  private static RegionPeers parse(String block) throws JsonProcessingException {
    return RegionPeers.parse(Json.MAPPER.readTree(block));
  }
}

package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of a job, as a place in its document and what is put there, and what they do. */
class GroupChangeTest {
  private static final ObjectMapper LENIENT =
      new ObjectMapper()
          .enable(com.fasterxml.jackson.core.JsonParser.Feature.ALLOW_SINGLE_QUOTES)
          .enable(com.fasterxml.jackson.core.JsonParser.Feature.ALLOW_UNQUOTED_FIELD_NAMES);

  private static JobSpec with(JobSpec job, String place, String value) throws IOException {
    JsonNode document = Json.MAPPER.valueToTree(job);
    int last = place.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) document.at(place.substring(0, last));
    parent.set(place.substring(last + 1), LENIENT.readTree(value));
    return Json.MAPPER.treeToValue(document, JobSpec.class);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          restarts | /TaskGroups/0/Tasks/0/Driver | 'exec'
          restarts | /TaskGroups/0/Tasks/0/User | 'nobody'
          restarts | /TaskGroups/0/Tasks/0/Config | {command: '/bin/false'}
          restarts | /TaskGroups/0/Tasks/0/Env | {A: 'b'}
          restarts | /TaskGroups/0/Tasks/0/Artifacts | [{GetterSource: 'http://x/y'}]
          restarts | /TaskGroups/0/Tasks/0/Templates | [{EmbeddedTmpl: 'x', DestPath: 'local/x'}]
          restarts | /TaskGroups/0/Tasks/0/VolumeMounts | [{Volume: 'v', Destination: '/v'}]
          restarts | /TaskGroups/0/Tasks/0/Meta | {a: 'b'}
          restarts | /TaskGroups/0/Tasks/0/Name | 'other'
          restarts | /TaskGroups/0/Tasks/0/Resources/CPU | 501
          restarts | /TaskGroups/0/Tasks/0/Resources/MemoryMB | 257
          restarts | /TaskGroups/0/Tasks/0/Resources/MemoryMaxMB | 512
          restarts | /TaskGroups/0/Tasks/0/Resources/Cores | 1
          restarts | /TaskGroups/0/Tasks/0/Resources/Devices | [{Name: 'gpu', Count: 1}]
          restarts | /TaskGroups/0/Tasks/0/Resources/Networks | [{MBits: 5}]
          restarts | /TaskGroups/0/Tasks/0/Identity | {Env: true}
          restarts | /TaskGroups/0/Tasks/0/Vault | {Policies: ['p']}
          restarts | /TaskGroups/0/Tasks/0/LogConfig/Disabled | true
          restarts | /TaskGroups/0/Tasks/0/Affinities | [{LTarget: '${node.class}', RTarget: 'a', Operand: '=', Weight: 50}]
          restarts | /TaskGroups/0/EphemeralDisk/SizeMB | 21
          restarts | /TaskGroups/0/EphemeralDisk/Sticky | true
          restarts | /TaskGroups/0/EphemeralDisk/Migrate | true
          restarts | /TaskGroups/0/Networks | [{Mode: 'bridge'}]
          restarts | /TaskGroups/0/Networks | [{DynamicPorts: [{Label: 'p'}]}]
          restarts | /TaskGroups/0/Networks | [{ReservedPorts: [{Label: 'p', Value: 80}]}]
          restarts | /TaskGroups/0/Networks | [{Hostname: 'h'}]
          restarts | /TaskGroups/0/Networks | [{DNS: {Servers: ['192.0.2.1']}}]
          restarts | /TaskGroups/0/Volumes | {v: {Name: 'v', Type: 'host', Source: 's'}}
          restarts | /TaskGroups/0/Affinities | [{LTarget: '${node.class}', RTarget: 'a', Operand: '=', Weight: 50}]
          restarts | /TaskGroups/0/Spreads | [{Attribute: '${node.datacenter}', Weight: 50}]
          restarts | /TaskGroups/0/Meta | {a: 'b'}
          restarts | /Affinities | [{LTarget: '${node.class}', RTarget: 'a', Operand: '=', Weight: 50}]
          restarts | /Spreads | [{Attribute: '${node.datacenter}', Weight: 50}]
          restarts | /Meta | {a: 'b'}
          goes on | /Priority | 70
          goes on | /AllAtOnce | true
          goes on | /Datacenters | ['dc1', 'dc2']
          goes on | /Constraints | [{LTarget: '${node.class}', RTarget: 'a', Operand: '='}]
          goes on | /TaskGroups/0/Count | 7
          goes on | /TaskGroups/0/Constraints | [{LTarget: '${node.class}', RTarget: 'a', Operand: '='}]
          goes on | /TaskGroups/0/RestartPolicy/Attempts | 9
          goes on | /TaskGroups/0/ReschedulePolicy | {Unlimited: true}
          goes on | /TaskGroups/0/Update | {MaxParallel: 3}
          goes on | /TaskGroups/0/Migrate | {MaxParallel: 3}
          goes on | /TaskGroups/0/Consul | {Namespace: 'x'}
          goes on | /TaskGroups/0/Services | [{Name: 's', Provider: 'nomad'}]
          goes on | /TaskGroups/0/ShutdownDelay | 5000000000
          goes on | /TaskGroups/0/StopAfterClientDisconnect | 5000000000
          goes on | /TaskGroups/0/MaxClientDisconnect | 5000000000
          goes on | /TaskGroups/0/Tasks/0/KillTimeout | 7000000000
          goes on | /TaskGroups/0/Tasks/0/KillSignal | 'SIGQUIT'
          goes on | /TaskGroups/0/Tasks/0/Constraints | [{LTarget: '${node.class}', RTarget: 'a', Operand: '='}]
          goes on | /TaskGroups/0/Tasks/0/ShutdownDelay | 5000000000
          goes on | /TaskGroups/0/Tasks/0/Services | [{Name: 's', Provider: 'nomad'}]
          goes on | /TaskGroups/0/Tasks/0/Leader | true
          goes on | /TaskGroups/0/Tasks/0/Lifecycle | {Hook: 'prestart'}
          goes on | /TaskGroups/0/Tasks/0/LogConfig/MaxFiles | 5
          goes on | /TaskGroups/0/Tasks/0/LogConfig/MaxFileSizeMB | 5
          """)
  void change(String effect, String place, String value) throws IOException {
    JobSpec job = Fixtures.service("web", 1);
    JobSpec changed = with(job, place, value);

    assertThat(changed).isNotEqualTo(job);
    assertThat(GroupChange.destructive(job, changed, "g")).isEqualTo(effect.equals("restarts"));
    assertThat(GroupChange.destructive(changed, job, "g")).isEqualTo(effect.equals("restarts"));
  }
}

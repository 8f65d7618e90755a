package io.drover.sidecar.oci;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class ContainerIdTest {

  @Property
  void everyIdHasANameOfItsOwnThatARuntimeTakes(@ForAll String id) {
    String name = ContainerId.of(id);
    assertThat(name).matches("[A-Za-z0-9_+.-]*");
    assertThat(ContainerId.id(name)).isEqualTo(id);
  }
}

package io.drover.cluster;

import io.drover.contract.member.v1.Greeting;
import io.drover.contract.member.v1.MembersGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.List;
import org.jboss.logging.Logger;

/** Answers members that look for each other. */
@GrpcService
public final class MemberService extends MembersGrpc.MembersImplBase {

  private static final Logger LOG = Logger.getLogger(MemberService.class);
  private static final int PROTOCOL = 1;

  private final Membership membership;

  public MemberService(Membership membership) {
    this.membership = membership;
  }

  @Override
  public void hello(Greeting other, StreamObserver<Greeting> answer) {
    try {
      membership.heard(read(other));
      answer.onNext(write(membership.greeting()));
      answer.onCompleted();
    } catch (Formation.StrangerException stranger) {
      LOG.debugf("a stranger: %s", stranger.getMessage());
      answer.onError(
          Status.FAILED_PRECONDITION.withDescription(stranger.getMessage()).asRuntimeException());
    }
  }

  static Greeting write(Formation.Greeting greeting) {
    return Greeting.newBuilder()
        .setProtocolVersion(PROTOCOL)
        .setRegion(greeting.region())
        .setSelf(write(greeting.self()))
        .setExpected(greeting.expected())
        .setClusterId(greeting.clusterId())
        .addAllMembers(greeting.members().stream().map(MemberService::write).toList())
        .build();
  }

  private static io.drover.contract.member.v1.Peer write(Peer peer) {
    return io.drover.contract.member.v1.Peer.newBuilder()
        .setId(peer.id())
        .setName(peer.name())
        .setHost(peer.host())
        .setRaftPort(peer.raftPort())
        .setGridPort(peer.gridPort())
        .setRpcPort(peer.rpcPort())
        .setHttpPort(peer.httpPort())
        .setHttpTls(peer.httpTls())
        .build();
  }

  static Formation.Greeting read(Greeting greeting) {
    List<Peer> members = greeting.getMembersList().stream().map(MemberService::read).toList();
    return new Formation.Greeting(
        greeting.getRegion(),
        read(greeting.getSelf()),
        greeting.getExpected(),
        greeting.getClusterId(),
        members);
  }

  private static Peer read(io.drover.contract.member.v1.Peer peer) {
    return new Peer(
        peer.getId(),
        peer.getName(),
        peer.getHost(),
        peer.getRaftPort(),
        peer.getGridPort(),
        peer.getRpcPort(),
        peer.getHttpPort(),
        peer.getHttpTls());
  }
}

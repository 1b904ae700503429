/**
 * The v1 HTTP scheduler API of a Mesos master, without any native library:
 * {@link io.parley.mesos.client.MesosHttpClient#connect}.
 *
 * <p>What it does follows from traffic recorded at a real master (1.12-dev); some of it is in this module's test
 * resources, under the names given here.
 *
 * <ul>
 *   <li>json-1-multirole, protobuf-1-multirole: what every call looks like; updates sent again after 10 s and 20 s
 *       until they are acknowledged; updates without a uuid; an update before the 202 of the call that caused it.
 *   <li>json-2-no-capabilities: an error event (<i>Framework has been removed</i>) and then the end of the stream: the
 *       client tells both and leaves what to do to the scheduler.
 *   <li>json-3-failover: a framework id in both of its places; 403 and 400 once the master knows another subscription
 *       or none, upon which the client reconnects.
 *   <li>json-4-http-errors: content types without parameters; no stream id with SUBSCRIBE and one with every other
 *       call; a negative failover timeout that the master takes in silence and this client refuses.
 *   <li>json-6-transport: no upgrade to HTTP/2 and no expectation to continue.
 *   <li>json-7-agent-loss: the same update twice after the restart of an agent.
 *   <li>json-8-agent-partition-and-master-restart: a stream cut without its last chunk; connections refused, then 404,
 *       then 503, all of them to be tried again; RECONCILE that is not answered until the agent is back.
 *   <li>json-9-auth-and-offer-timeout: 401, and 400 where the principal is another one; the end of the stream before
 *       the 202 of the TEARDOWN that caused it.
 *   <li>json-10-redirect-zookeeper: 307 with an address without a scheme, which points at the dead leader for seconds.
 *   <li>json-11-limits-and-other-calls: UPDATE_FRAMEWORK, answered with 200.
 * </ul>
 *
 * <p>Seen at no master, because there was none at hand: TLS, a ZooKeeper with a password, and a cluster of many agents.
 */
@NullMarked
package io.parley.mesos.client;

import org.jspecify.annotations.NullMarked;

package io.parley.yarn.negotiation;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * How the scheduler names nodes: by their hosts, or with the ports where a host has several.
 *
 * @param withPort whether the port belongs to the name
 */
record NodeNames(boolean withPort) {

    static NodeNames of(Configuration configuration) {
        return new NodeNames(configuration.getBoolean(
                YarnConfiguration.RM_SCHEDULER_INCLUDE_PORT_IN_NODE_NAME,
                YarnConfiguration.DEFAULT_RM_SCHEDULER_USE_PORT_FOR_NODE_NAME));
    }

    String of(NodeId node) {
        return withPort ? node.getHost() + ":" + node.getPort() : node.getHost();
    }
}

package io.parley.mesos.matching;

import java.util.Arrays;

/** Agents by what they cost, the cheapest on top, among equals the first one. Not thread-safe. */
final class CostHeap {

    private long[] costs;
    private int[] agents;
    private int size;

    CostHeap(int capacity) {
        costs = new long[Math.max(1, capacity)];
        agents = new int[Math.max(1, capacity)];
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The cheapest agent. */
    int top() {
        return agents[0];
    }

    long topCost() {
        return costs[0];
    }

    void push(int agent, long cost) {
        if (size == costs.length) {
            costs = Arrays.copyOf(costs, 2 * size);
            agents = Arrays.copyOf(agents, 2 * size);
        }
        int hole = size;
        size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!isBefore(cost, agent, parent)) {
                break;
            }
            costs[hole] = costs[parent];
            agents[hole] = agents[parent];
            hole = parent;
        }
        costs[hole] = cost;
        agents[hole] = agent;
    }

    /** Removes the cheapest agent. */
    int pop() {
        int top = agents[0];
        size--;
        long cost = costs[size];
        int agent = agents[size];
        int hole = 0;
        while (2 * hole + 1 < size) {
            int child = 2 * hole + 1;
            if (child + 1 < size && isBefore(costs[child + 1], agents[child + 1], child)) {
                child++;
            }
            if (isBefore(cost, agent, child)) {
                break;
            }
            costs[hole] = costs[child];
            agents[hole] = agents[child];
            hole = child;
        }
        costs[hole] = cost;
        agents[hole] = agent;
        return top;
    }

    private boolean isBefore(long cost, int agent, int place) {
        return cost < costs[place] || (cost == costs[place] && agent < agents[place]);
    }
}

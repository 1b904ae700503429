package io.parley.examples.mesos.simulator.http;

/** What is answered to a request. */
public sealed interface Answer permits HttpResponse, RecordStream {}

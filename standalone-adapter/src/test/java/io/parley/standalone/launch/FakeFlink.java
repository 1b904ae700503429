package io.parley.standalone.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles a main class of the name of Flink's JobManager, which does what a test needs. */
final class FakeFlink {

    /** Lets {@code port} answer like a JobManager and waits for five minutes. */
    static final String SERVE = """
            com.sun.net.httpserver.HttpServer server;
            try {
                server = com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress("localhost", port), 0);
            } catch (java.net.BindException e) {
                System.out.println("Could not start rest endpoint on any port in port range " + port);
                System.exit(1);
                return;
            }
            server.createContext("/overview", exchange -> {
                byte[] body = "{\\"taskmanagers\\":0,\\"flink-version\\":\\"2.3.0\\"}".getBytes();
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            Thread.sleep(300_000);
            """;

    private FakeFlink() {}

    /**
     * Makes the class.
     *
     * @param folder where; a class path entry then
     * @param body what its main does; {@code port} is the REST port that it is told, or that of the variable REST_PORT
     */
    static Path jobManager(Path folder, String body) throws IOException {
        Path source = folder.resolve("StandaloneSessionClusterEntrypoint.java");
        Files.writeString(source, """
                package org.apache.flink.runtime.entrypoint;

                public final class StandaloneSessionClusterEntrypoint {
                    public static void main(String[] arguments) throws Exception {
                        String told = System.getenv().getOrDefault("REST_PORT", "0");
                        for (String argument : arguments) {
                            if (argument.startsWith("rest.port=")) {
                                told = argument.substring("rest.port=".length());
                            }
                        }
                        int port = Integer.parseInt(told);
                """ + body + "}}");
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        if (compiler.run(null, null, null, "-d", folder.toString(), source.toString()) != 0) {
            throw new IOException("The class was not compiled.");
        }
        return folder;
    }
}

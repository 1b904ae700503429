package io.parley.examples.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.server.namenode.NameNodeAdapter;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.client.KrbClient;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.kdc.EncKdcRepPart;
import org.apache.kerby.kerberos.kerb.type.ticket.TgtTicket;

/** A KDC on loopback, a user with a keytab, and a file system that both YARN and the user log in to. One in a JVM. */
final class KerberosRealm implements AutoCloseable {

    private final Path folder;
    private final MiniKdc kdc;
    private final Path usersKeytab;
    private final Map<String, String> settings = new TreeMap<>();
    private final MiniDFSCluster fileSystem;

    KerberosRealm(Path folder) throws Exception {
        this.folder = folder;
        Properties properties = MiniKdc.createConf();
        this.kdc = new MiniKdc(
                properties, Files.createDirectories(folder.resolve("kdc")).toFile());
        kdc.start();
        Path daemonsKeytab = folder.resolve("daemons.keytab");
        this.usersKeytab = folder.resolve("user.keytab");
        kdc.createPrincipal(daemonsKeytab.toFile(), "yarn/localhost", "HTTP/localhost");
        kdc.createPrincipal(usersKeytab.toFile(), "flink");
        secure(daemonsKeytab.toString());
        Configuration configuration = new Configuration();
        settings.forEach(configuration::set);
        UserGroupInformation.setConfiguration(configuration);
        UserGroupInformation.loginUserFromKeytab("yarn/localhost@" + kdc.getRealm(), daemonsKeytab.toString());
        this.fileSystem = new MiniDFSCluster.Builder(
                        configuration, folder.resolve("hdfs").toFile())
                .numDataNodes(1)
                .build();
        fileSystem.waitActive();
        settings.put("fs.defaultFS", fileSystem.getURI().toString());
        FileSystem files = fileSystem.getFileSystem();
        org.apache.hadoop.fs.Path home = new org.apache.hadoop.fs.Path("/user/flink");
        files.mkdirs(home);
        files.setOwner(home, "flink", "flink");
    }

    private void secure(String keytab) {
        String daemon = "yarn/localhost@" + kdc.getRealm();
        String web = "HTTP/localhost@" + kdc.getRealm();
        settings.put("hadoop.security.authentication", "kerberos");
        settings.put("hadoop.security.authorization", "true");
        settings.put("hadoop.kerberos.min.seconds.before.relogin", "1");
        // The users of this realm are none of this machine.
        settings.put("hadoop.user.group.static.mapping.overrides", "flink=flink;yarn=yarn");
        for (String server : new String[] {"yarn.resourcemanager", "yarn.nodemanager"}) {
            settings.put(server + ".principal", daemon);
            settings.put(server + ".keytab", keytab);
            settings.put(server + ".webapp.spnego-principal", web);
            settings.put(server + ".webapp.spnego-keytab-file", keytab);
        }
        settings.put("hadoop.http.authentication.kerberos.principal", web);
        settings.put("hadoop.http.authentication.kerberos.keytab", keytab);
        settings.put("dfs.namenode.kerberos.principal", daemon);
        settings.put("dfs.namenode.keytab.file", keytab);
        settings.put("dfs.datanode.kerberos.principal", daemon);
        settings.put("dfs.datanode.keytab.file", keytab);
        settings.put("dfs.web.authentication.kerberos.principal", web);
        settings.put("dfs.web.authentication.kerberos.keytab", keytab);
        settings.put("dfs.block.access.token.enable", "true");
        settings.put("dfs.replication", "1");
        // Else a DataNode wants a privileged port, or to negotiate how transfers are protected.
        settings.put("ignore.secure.ports.for.testing", "true");
    }

    /** Gives Hadoop's settings, for YARN beside them. */
    Map<String, String> settings() {
        return settings;
    }

    String principal() {
        return "flink@" + kdc.getRealm();
    }

    Path keytab() {
        return usersKeytab;
    }

    Path krb5Configuration() {
        return kdc.getKrb5conf().toPath();
    }

    /** Lets tickets that are asked for in this JVM live that long; Hadoop reads the file again with every login. */
    void ticketsLive(String lifetime) throws IOException {
        String text = Files.readString(krb5Configuration()).replaceAll("(?m)^ *ticket_lifetime.*\\n", "");
        Files.writeString(
                krb5Configuration(),
                text.replace("[libdefaults]\n", "[libdefaults]\n    ticket_lifetime = " + lifetime + "\n"));
    }

    FileSystem fileSystem() throws IOException {
        return fileSystem.getFileSystem();
    }

    /** Gives a file with a ticket of the user, as kinit writes it. */
    Path ticketCache(String name) throws KrbException {
        return ticketCache(name, requestTicket());
    }

    /** Gives a file with a ticket that ended a day after the epoch. */
    Path expiredTicketCache(String name) throws KrbException {
        TgtTicket ticket = requestTicket();
        EncKdcRepPart part = ticket.getEncKdcRepPart();
        part.setAuthTime(new KerberosTime(0));
        part.setStartTime(new KerberosTime(0));
        part.setEndTime(new KerberosTime(86_400_000));
        part.setRenewTill(new KerberosTime(86_400_000));
        return ticketCache(name, ticket);
    }

    private TgtTicket requestTicket() throws KrbException {
        return client().requestTgt(principal(), usersKeytab.toFile());
    }

    private Path ticketCache(String name, TgtTicket ticket) throws KrbException {
        File file = folder.resolve(name).toFile();
        client().storeTicket(ticket, file);
        return file.toPath();
    }

    private KrbClient client() throws KrbException {
        KrbClient client = new KrbClient();
        client.setKdcHost("localhost");
        client.setKdcTcpPort(kdc.getPort());
        client.setAllowUdp(false);
        client.setAllowTcp(true);
        client.setKdcRealm(kdc.getRealm());
        client.init();
        return client;
    }

    /** Gives how many delegation tokens of the file system there are that have not been cancelled. */
    long tokens() {
        return NameNodeAdapter.getDtSecretManager(fileSystem.getNamesystem()).getCurrentTokensSize();
    }

    @Override
    public void close() {
        fileSystem.shutdown(true);
        kdc.stop();
    }
}

package io.parley.mesos.client;

/** Where the masters of a cluster are found. */
public sealed interface MasterAddress permits MasterList, ZooKeeperAddress {

    /**
     * Reads an address as users write it: {@code host:port}, {@code http://host:port}, {@code https://host:port},
     * several of these with commas between them, or {@code zk://host:port,host:port/path}.
     *
     * @param text the address
     * @return what it says
     * @throws IllegalArgumentException if it is none of these; the message never repeats a password in it
     */
    static MasterAddress parse(String text) {
        String address = text.strip();
        if (address.startsWith("zk://")) {
            return ZooKeeperAddress.parse(address);
        }
        if (address.startsWith("file:")) {
            throw new IllegalArgumentException(
                    "The address of the Mesos masters (mesos.master) is a file; write what the file says instead.");
        }
        return MasterList.parse(address);
    }
}

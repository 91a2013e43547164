package io.parley.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.cli.TenantImport.SignIn;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is running, as shown to the person or program that started it.
 *
 * @param address of the server
 * @param data directory of everything that is stored
 * @param demo the people who can sign in, and the secrets
 * @param pids of the processes by name, in the order in which they are shown
 */
record Running(URI address, Path data, TenantImport.Outcome demo, Map<String, Long> pids) {

    /** For people, or as one line of JSON for programs. */
    void print(PrintStream out, boolean asJson) throws JsonProcessingException {
        if (asJson) {
            out.println(json());
        } else {
            out.println();
            out.println("  Parley        " + address);
            if (demo.directLineSecret() != null) {
                out.println("  Web chat      secret " + demo.directLineSecret());
            }
            demo.signingSecrets()
                    .forEach((account, secret) -> out.println("  Signing       " + account + "  " + secret));
            for (SignIn signIn : demo.signIns()) {
                out.printf("  %-13s %s  %s%n", signIn.role(), signIn.email(), signIn.password());
            }
            out.println("  Data          " + data);
            out.println();
        }
        out.flush();
    }

    private String json() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode line = mapper.createObjectNode();
        line.put("http", address.toString());
        line.put("directLineSecret", demo.directLineSecret());
        line.set("signingSecrets", mapper.valueToTree(demo.signingSecrets()));
        line.set("signIns", mapper.valueToTree(demo.signIns()));
        line.set("pids", mapper.valueToTree(pids));
        return mapper.writeValueAsString(line);
    }
}

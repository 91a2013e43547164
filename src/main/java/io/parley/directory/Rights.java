package io.parley.directory;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What each role may do, in all of its tenant: nothing narrower can be set. The only place that decides on it. */
public final class Rights {

    private Rights() {}

    private static Set<Permission> of(Role role) {
        return switch (role) {
            case OPERATOR -> EnumSet.of(Permission.OWN_SIGN_IN);
            case AGENT ->
                EnumSet.of(
                        Permission.OWN_SIGN_IN,
                        Permission.READ_CONVERSATIONS,
                        Permission.WORK_AT_DESK,
                        Permission.EDIT_KNOWLEDGE);
            case SUPERVISOR ->
                EnumSet.of(
                        Permission.OWN_SIGN_IN,
                        Permission.READ_CONVERSATIONS,
                        Permission.WORK_AT_DESK,
                        Permission.EDIT_KNOWLEDGE,
                        Permission.PUBLISH_KNOWLEDGE,
                        Permission.REPLAY,
                        Permission.SUPERVISE,
                        Permission.SIGN_OUT_OTHERS);
            case ADMIN -> EnumSet.allOf(Permission.class);
        };
    }

    public static List<Role> rolesWith(Permission permission) {
        return Arrays.stream(Role.values())
                .filter(role -> has(role, permission))
                .toList();
    }

    public static boolean has(Role role, Permission permission) {
        return of(role).contains(permission);
    }

    /** @throws Refused {@code NOT_ALLOWED} for an agent without this permission; it names the roles that have it */
    public static void require(Agent agent, Permission permission) {
        if (!has(agent.role(), permission)) {
            String roles = rolesWith(permission).stream().map(Role::code).collect(Collectors.joining(", "));
            throw new Refused(ErrorCode.NOT_ALLOWED, "Your role may not do this. Roles that may: " + roles + ".");
        }
    }
}

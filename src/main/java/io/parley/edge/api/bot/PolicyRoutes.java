package io.parley.edge.api.bot;

import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import io.parley.dialogue.turn.Policies;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.edge.api.CurrentBot;
import io.parley.edge.auth.Authentication;
import io.parley.edge.kit.Json;
import java.util.List;

/** The policies by which the bot decides, in order, with those that the tenant has switched off. */
public final class PolicyRoutes {

    private record PolicyList(List<Policies.Described> items) {}

    private final CurrentBot bot;
    private final Authentication authentication;

    public PolicyRoutes(CurrentBot bot, Authentication authentication) {
        this.bot = bot;
        this.authentication = authentication;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.path(
                PathMatchers.segment("bot").slash("policies"),
                () -> Directives.get(() -> authentication.permitted(
                        Permission.EDIT_KNOWLEDGE, agent -> Directives.complete(Json.ok(policies(agent))))));
    }

    private PolicyList policies(Agent agent) {
        return new PolicyList(bot.known().apply(agent.tenant()).policies().described());
    }
}

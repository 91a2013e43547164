package io.parley.directory;

import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.directory.Directory.Queue;
import java.util.List;

/** Everything one tenant has. */
public record DirectoryContent(
        List<Agent> agents, List<Queue> queues, List<ChannelAccount> channelAccounts, List<Article> articles) {

    /** One piece of knowledge; {@code json} is the article as it was given, with its variants per language. */
    public record Article(String id, String json) {}

    public static final DirectoryContent EMPTY = new DirectoryContent(List.of(), List.of(), List.of(), List.of());

    public DirectoryContent {
        agents = List.copyOf(agents);
        queues = List.copyOf(queues);
        channelAccounts = List.copyOf(channelAccounts);
        articles = List.copyOf(articles);
    }
}

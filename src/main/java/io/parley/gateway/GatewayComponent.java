package io.parley.gateway;

import akka.Done;
import akka.cluster.sharding.typed.javadsl.Entity;
import com.typesafe.config.Config;
import io.parley.EntityKey;
import io.parley.conversation.ConversationEntity;
import io.parley.directory.Callbacks;
import io.parley.directory.Directory;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import io.parley.site.StoredKind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The outbound gateways, one per channel account. */
public final class GatewayComponent implements Component {

    @Override
    public Set<Role> roles() {
        return Role.ALL;
    }

    @Override
    public void check(Config parley) {
        ChannelGatewayEntity.Settings.from(parley.getConfig("gateway"));
    }

    @Override
    public List<StoredKind> stores() {
        return List.of(
                StoredKind.events("gateway-event", 9009, ChannelGateway.Event.class),
                StoredKind.state("gateway-state", 9010, ChannelGatewayState.class));
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        var dependencies = new ChannelGatewayEntity.Dependencies(
                site.keyring(),
                key -> site.directory()
                        .channelAccount(key.tenant(), key.id())
                        .map(Directory.ChannelAccount::callback)
                        .flatMap(Callbacks::address),
                key -> site.signing().signing(key.tenant(), key.id()),
                new HttpCallback(site.parley().getDuration("gateway.timeout")),
                (key, command) ->
                        site.entities().of(ConversationEntity.TYPE, key).tell(command),
                (key, command) ->
                        site.entities().of(ChannelGatewayEntity.TYPE, key).tell(command),
                site.parley().getString("http.public-url"),
                site.clock(),
                System::nanoTime,
                ChannelGatewayEntity.Settings.from(site.parley().getConfig("gateway")));
        // Remembered, so that a gateway with replies to deliver is restarted on another node when its own crashes.
        site.shards()
                .keep(Entity.of(
                                ChannelGatewayEntity.TYPE,
                                entity -> ChannelGatewayEntity.create(
                                        EntityKey.parse(entity.getEntityId()), entity.getShard(), dependencies))
                        .withStopMessage(ChannelGateway.Stop.INSTANCE));
        return Component.started();
    }
}

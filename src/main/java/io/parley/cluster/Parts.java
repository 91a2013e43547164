package io.parley.cluster;

import io.parley.bots.BotsComponent;
import io.parley.conversation.ConversationComponent;
import io.parley.conversation.RouterNotices;
import io.parley.customer.CustomerComponent;
import io.parley.desk.DeskComponent;
import io.parley.edge.EdgeComponent;
import io.parley.edge.desk.FrameCodec;
import io.parley.edge.ops.OpsComponent;
import io.parley.events.EventsComponent;
import io.parley.gateway.ChannelGatewayEntity;
import io.parley.gateway.GatewayComponent;
import io.parley.inbox.Inbox;
import io.parley.intake.IntakeComponent;
import io.parley.knowledge.KnowledgeComponent;
import io.parley.routing.RoutingComponent;
import io.parley.site.Component;
import io.parley.training.TrainingComponent;
import java.util.List;
import java.util.stream.Stream;

/**
 * The components of a node, in the order in which they start.
 *
 * @param preparing those that must be ready before the node takes on work
 * @param working the rest
 */
record Parts(List<Component> preparing, List<Component> working) {

    static Parts all() {
        BotsComponent bots = new BotsComponent();
        Inbox inbox = new Inbox();
        IntakeComponent intake = new IntakeComponent();
        KnowledgeComponent knowledge = new KnowledgeComponent(inbox);
        TrainingComponent training = new TrainingComponent();
        EdgeComponent edge = new EdgeComponent(bots, intake, inbox, knowledge, training);
        return new Parts(
                List.of(bots),
                List.of(
                        inbox,
                        intake,
                        knowledge,
                        training,
                        new ConversationComponent(
                                inbox::owner, bots::bot, bots::actions, ChannelGatewayEntity::deliver),
                        new CustomerComponent(),
                        new GatewayComponent(),
                        new RoutingComponent(new RouterNotices()),
                        new KeyEpochMoves(),
                        new EventsComponent(intake),
                        new OpsComponent(),
                        new DeskComponent(inbox, FrameCodec::write),
                        edge));
    }

    List<Component> both() {
        return Stream.concat(preparing.stream(), working.stream()).toList();
    }
}

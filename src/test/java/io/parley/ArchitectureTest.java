package io.parley;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.parley.kit.Calls;
import io.parley.language.Emotion;
import io.parley.language.Language;
import io.parley.site.Component;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rules of the architecture, each with its reason. */
class ArchitectureTest {

    private static final String UNDERSTOOD_ALONE = "a package that is in a cycle cannot be understood alone";

    private static void check(ArchRule rule) {
        rule.check(ServerClasses.ALL);
    }

    @Test
    void theBusinessKnowsNoTransport() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "io.parley.conversation..",
                        "io.parley.customer..",
                        "io.parley.dialogue..",
                        "io.parley.language..",
                        "io.parley.routing..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net.http..",
                        "akka.http..",
                        "akka.stream..",
                        "akka.kafka..",
                        "com.datastax..",
                        "org.apache.kafka..",
                        "io.parley.edge..",
                        "io.parley.gateway..",
                        "io.parley.events..",
                        "io.parley.inbox..")
                .because("what is decided must be testable and replayable without a transport or a database"));
    }

    @Test
    void whatJournalsHoldOfTheBotIsFreeOfItsEngine() {
        check(noClasses()
                .that()
                .resideInAPackage("io.parley.dialogue.bot..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "io.parley.language..",
                                "io.parley.dialogue",
                                "io.parley.dialogue.actions..",
                                "io.parley.dialogue.composing..",
                                "io.parley.dialogue.forms..",
                                "io.parley.dialogue.knowledge..",
                                "io.parley.dialogue.products..",
                                "io.parley.dialogue.turn..",
                                "akka..")
                        .and(not(belongToAnyOf(Language.class, Emotion.class))))
                .because("the engine must be free to change while journals stay readable for ever"));
    }

    @Test
    void theEngineKnowsNoServer() {
        check(noClasses()
                .that()
                .resideInAnyPackage("io.parley.language..", "io.parley.dialogue..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "akka..", "com.datastax..", "java.net.http..", "org.apache.kafka..", "io.micrometer..")
                .because("others can use it in programs of their own; who calls a system or a model is handed in"));
    }

    @Test
    void onlyTheEdgeKnowsHttp() {
        check(noClasses()
                .that()
                // The site passes the components' routes to the node.
                .resideOutsideOfPackages("io.parley.edge..", "io.parley.cluster..", "io.parley.site..")
                .and()
                .areNotAssignableTo(Component.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("akka.http..")
                .because("status codes and headers are the edge's translation of an ErrorCode"));
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.parley.edge..", "io.parley.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("akka.http.javadsl.model..", "akka.http.scaladsl..")
                .because("a component gives routes, and leaves requests and responses to edge.kit"));
    }

    @Test
    void theDeskKnowsNeitherSocketsNorJson() {
        check(noClasses()
                .that()
                .resideInAPackage("io.parley.desk..")
                .should()
                .dependOnClassesThat()
                // Annotations say how messages travel between nodes.
                .resideInAnyPackage(
                        "akka.http..", "akka.stream..", "com.fasterxml.jackson.databind..", "io.parley.edge..")
                .because("the desk decides what an agent is shown; how it reaches a browser is the edge's"));
    }

    @Test
    void onlyTheEndsOfTheServerCallSystemsOutside() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.parley.kit..", "io.parley.bots..", "io.parley.edge..", "io.parley.gateway..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Calls.class)
                .because("what is decided about a conversation must not wait for somebody else's system"));
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.parley.kit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.resilience4j..")
                .because("deadlines, retries and breakers have one meaning everywhere"));
    }

    @Test
    void onlyItsModuleKnowsCoreNlp() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.parley.corenlp..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("edu.stanford..", "io.parley.corenlp..")
                .because("it is under the GPL, and the server is not"));
    }

    @Test
    void noCyclesBetweenPackages() {
        // From io on: the root package is one of them.
        check(slices().matching("io.(**)").should().beFreeOfCycles().because(UNDERSTOOD_ALONE));
    }

    /** Each together with what is below it. */
    @Test
    void noCyclesBetweenSiblingsAtAnyDepth() {
        Set<String> parents = new TreeSet<>();
        for (JavaClass type : ServerClasses.ALL) {
            String name = type.getPackageName();
            for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
                parents.add(name.substring(0, dot));
            }
        }
        parents.remove("io");
        assertThat(parents).contains("io.parley", "io.parley.edge.api");
        for (String parent : parents) {
            check(slices().matching(parent + ".(*)..").should().beFreeOfCycles().because(UNDERSTOOD_ALONE));
        }
    }

    @Test
    void eventsAreRecords() {
        check(classes()
                .that(isAnEvent())
                .should(beRecordsOrEnums())
                .because("what is stored for ever must not have behaviour or hidden state"));
    }

    @Test
    void messagesAreRecordsOrEnums() {
        check(classes()
                .that()
                .implement(ClusterMessage.class)
                .and()
                .areNotInterfaces()
                .should(beRecordsOrEnums())
                .because("a message is shared between threads and nodes"));
    }

    @Test
    void timeComesFromAClock() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.parley.cli..", "io.parley.persistence..", "io.parley.shop..", "io.parley.load..")
                // Akka makes the fence, and gives it no clock.
                .and()
                .doNotHaveFullyQualifiedName("io.parley.cluster.Fence$Id")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .because("time that cannot be given cannot be tested, and a sleeping thread serves nobody"));
    }

    @Test
    void nobodyWaitsForAFuture() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.parley.cli..", "io.parley.persistence..", "io.parley.shop..", "io.parley.load..")
                // They run on their own threads, so blocking holds up nothing else.
                .and()
                .doNotHaveFullyQualifiedName("io.parley.bots.KeptVectors")
                .and()
                .doNotHaveFullyQualifiedName("io.parley.bots.WarmUp")
                .should()
                .callMethod(java.util.concurrent.CompletableFuture.class, "join")
                .orShould()
                .callMethod(java.util.concurrent.CompletableFuture.class, "get")
                .because("results come as messages; a blocked dispatcher stops everybody on it"));
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> isAnEvent() {
        return com.tngtech.archunit.base.DescribedPredicate.describe(
                "are events",
                type -> !type.isInterface()
                        && type.getAllRawInterfaces().stream()
                                .anyMatch(parent -> parent.getSimpleName().equals("Event")
                                        && parent.getPackageName().startsWith("io.parley")));
    }

    private static ArchCondition<JavaClass> beRecordsOrEnums() {
        return new ArchCondition<>("be records or enums") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean holds = type.isRecord() || type.isEnum();
                events.add(new SimpleConditionEvent(type, holds, type.getName() + " is neither record nor enum"));
            }
        };
    }
}

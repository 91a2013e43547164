package io.parley;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.parley.language.Emotion;
import io.parley.language.Language;
import org.junit.jupiter.api.Test;

/** The rules of the architecture, each with its reason. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // The fixtures of the modules below the server.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.parley");

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
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
                // The site hands the routes of the parts to the node.
                .resideOutsideOfPackages("io.parley.edge..", "io.parley.cluster..", "io.parley.site..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("akka.http..")
                .because("status codes and headers are the edge's translation of an ErrorCode"));
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
    void noCycles() {
        check(slices().matching("io.parley.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a package that is in a cycle cannot be understood alone"));
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
                        "io.parley.cluster..", "io.parley.persistence..", "io.parley.shop..", "io.parley.load..")
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
                        "io.parley.cluster..", "io.parley.persistence..", "io.parley.shop..", "io.parley.load..")
                // On threads of their own, for which nobody waits.
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

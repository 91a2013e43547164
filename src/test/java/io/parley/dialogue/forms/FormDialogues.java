package io.parley.dialogue.forms;

import java.util.Map;

/** Dialogues as tables, for {@link FormDialogueTest}. */
final class FormDialogues {

    private FormDialogues() {}

    static final Map<String, String> ORDERS = Map.ofEntries(
            Map.entry(
                    "returnsAnOrderInChineseWithACorrectionInTheMiddle",
                    """
                    return
                    > [return_request] 我要退货
                    < 要退哪个订单
                    > 10001
                    < 请问退货的原因是
                    < 1. 质量问题
                    > 不是，是 10532
                    < 请问退货的原因是
                    > 1
                    < 退回订单 10532
                    < 极光 H1 头戴式降噪耳机、USB-C 数据线 2 米 × 2
                    < 质量问题
                    < 1. 是的
                    > 好的
                    < 订单 10532 的退货申请已提交
                    < 快递会上门取件
                    = done
                    ! return-order {number=10532}
                    """),
            Map.entry(
                    "returnsAnOrderInEnglishChangingTheReasonAtTheEnd",
                    """
                    return
                    > [return_request] I'd like to send order 10001 back
                    < Why do you want to return it?
                    > the first one please
                    < Let me make sure: order 10001 (Aurora H1 noise-cancelling headphones, 2 × USB-C cable 2 m) goes back, reason: It is faulty.
                    > no, I just don't like it
                    < reason: I do not want it
                    > I meant 10532
                    < order 10532
                    < reason: I do not want it
                    > sure
                    < ¥12
                    = done
                    ! return-order {number=10532}
                    """),
            Map.entry(
                    "takesTwoSlotsFromOneSentence",
                    """
                    return
                    > [return_request] 订单 10532 质量问题，想退货
                    < 退回订单 10532
                    < 原因：质量问题
                    > 可以
                    < 已提交
                    = done
                    """),
            Map.entry(
                    "answersAMixtureInChinese",
                    """
                    return
                    > [return_request] 我想 return order 10532
                    < 请问退货的原因是
                    > faulty 的
                    < 原因：质量问题
                    > ok
                    < 已提交
                    """),
            Map.entry(
                    "followsTheLanguageInTheMiddle",
                    """
                    return
                    > [return_request] 我要退货
                    < 要退哪个订单
                    > it's order 10532
                    < Why do you want to return it?
                    < 1. It is faulty
                    > 发错了
                    < 原因：发错或少件
                    > yes please, go ahead
                    < under way
                    = done
                    """),
            Map.entry(
                    "asksAgainForAnOrderThatDoesNotExistAndThenHandsOver",
                    """
                    return
                    > [return_request] return 99999999
                    < I cannot find an order 99999999
                    = ongoing
                    > 88888888
                    < colleague
                    = not-understood [Under way: your return, order number: 88888888]
                    """),
            Map.entry(
                    "goesOnWhenTheSecondNumberIsRight",
                    """
                    return
                    > [return_request] 退 99999999
                    < 没有查到订单 99999999
                    > 10532
                    < 请问退货的原因是
                    """),
            Map.entry(
                    "leavesQuestionsToOthersAndComesBack",
                    """
                    return
                    > [return_request] 退货 10532
                    < 请问退货的原因是
                    > [store_info] 你们几点上班？
                    = other
                    > [order_status] 10001 到哪了？
                    = other
                    > [refund_status] 质量问题的运费谁出？
                    = other
                    > 质量问题
                    < 退回订单 10532
                    > [refund_status] 好，但是多久能退款呢？
                    = other
                    > 确认
                    = done
                    """),
            Map.entry(
                    "endsWhenTheCustomerHasChangedHerMind",
                    """
                    return
                    > [return_request] 退货 10532
                    > 算了，不退了
                    < 退货先不办了
                    = cancelled
                    """),
            Map.entry(
                    "endsAtTheConfirmationToo",
                    """
                    return
                    > [return_request] return 10532, it is broken
                    < Shall I submit the return?
                    > never mind, I'll keep it
                    < I have dropped your return
                    = cancelled
                    """),
            Map.entry(
                    "emptiesASlotWhenAnotherOneIsMeant",
                    """
                    return
                    > [return_request] return 10532, broken
                    < Shall I submit
                    > no, the other order
                    < Which order would you like to return?
                    > 10001
                    < order 10001
                    < It is faulty
                    > nope
                    < what should be different?
                    < 1. order number
                    < 2. reason
                    < 3. Leave it
                    > 2
                    < Why do you want to return it?
                    > something else
                    < reason: Something else
                    > yep
                    = done
                    """),
            Map.entry(
                    "changesTheReasonByNamingIt",
                    """
                    return
                    > 退货 10532 不喜欢
                    < 不喜欢或不想要
                    > 改成质量问题
                    < 原因：质量问题
                    > 不对
                    < 哪里需要改
                    > 订单
                    < 要退哪个订单
                    """),
            Map.entry(
                    "asksWhichWhenSeveralOrdersAreNamed",
                    """
                    return
                    > 退 10001 和 10532
                    < 请问是哪一个
                    < 1. 10001
                    < 2. 10532
                    > 第二个
                    < 请问退货的原因是
                    > 4
                    < 退回订单 10532
                    """),
            Map.entry(
                    "handsOverAfterTwoAnswersNobodyUnderstands",
                    """
                    return
                    > 退货 10532
                    > 9
                    < 没听明白
                    < 请问退货的原因是
                    > 嗯哼呵
                    = other
                    ? 嗯哼呵
                    < 转接人工
                    = not-understood [正在办理：退货, 订单号：10532]
                    """),
            Map.entry(
                    "startsACancellationForAnOrderThatWasNotShipped",
                    """
                    return
                    > 退货 30552
                    < 直接取消就可以
                    < 要取消订单 30552（极光 H1 头戴式降噪耳机、USB-C 数据线 2 米 × 2，共 ¥899）吗？
                    > 取消
                    < 订单 30552 已取消
                    = done
                    ! cancel-order {number=30552}
                    """),
            Map.entry(
                    "doesNotTakeCancelForAWishToEndACancellation",
                    """
                    cancel-order
                    > [cancel_order] cancel my order
                    < Which order shall I cancel?
                    > cancel this order
                    < Which order shall I cancel?
                    > 30552
                    < Shall I cancel order 30552
                    > cancel it
                    < is cancelled
                    = done
                    """),
            Map.entry(
                    "keepsAnOrderAfterAll",
                    """
                    cancel-order
                    > 取消 30552
                    < 要取消订单 30552
                    > 不取消了
                    = cancelled
                    ! order {number=30552}
                    """),
            Map.entry(
                    "tellsHowAnOrderStands",
                    """
                    order-status
                    > [order_status] 我的快递到哪了
                    < 请把订单号发给我
                    > 10532
                    < 订单 10532（极光 H1 头戴式降噪耳机、USB-C 数据线 2 米 × 2）：11月19日已送达，顺达快递，运单号 SF10532。如需退货，请在11月26日前申请。
                    = done
                    > [order_status] where is 20418
                    < Order 20418 (Aurora H1 noise-cancelling headphones, 2 × USB-C cable 2 m): shipped on November 17 by Swift Express, tracking number SF20418. It should arrive on November 22.
                    > [order_status] and 30552?
                    < placed on November 16 and paid, waiting to be shipped. It should arrive on November 22.
                    > DD20261105-7716
                    < your refund is on its way. The refund is ¥199. It should reach you by November 24.
                    > 99999999
                    < I cannot find an order 99999999
                    """),
            Map.entry(
                    "remembersTheOrderSpokenOf",
                    """
                    order-status
                    > 10532 到了吗
                    < 订单 10532
                    > [order_status] 那现在呢
                    < 订单 10532
                    """));

    static final Map<String, String> OTHERS = Map.of();
}

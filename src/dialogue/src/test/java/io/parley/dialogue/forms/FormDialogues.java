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
                    "readsTraditionalCharactersAndCantonese",
                    """
                    return
                    > [return_request] 我要退貨
                    < 要退哪个订单
                    > 訂單１０５３２
                    < 请问退货的原因是
                    > 壞咗，有問題
                    < 原因：质量问题
                    > 好嘅
                    < 已提交
                    """),
            Map.entry(
                    "readsAllKindsOfCorrections",
                    """
                    return
                    > [return_request] return 10532 because it is broken
                    < order 10532
                    > wait, not 10532 but 10001
                    < order 10001
                    > 11873 instead of 10001
                    < order 11873
                    > 等一下，订单号写错了，是 20433
                    < 退回订单 20433
                    > 是 41877 才对
                    < 退回订单 41877
                    > yes but change the reason
                    < what would you like to change?
                    > the reason
                    < Why do you want to return it?
                    > wrong item was sent
                    < order 41877
                    < Wrong or missing item
                    """),
            Map.entry(
                    "doesNotTakeHalfAYesForOne",
                    """
                    return
                    > [return_request] 退货 10532 质量问题
                    < 要提交退货申请吗
                    > [refund_status] 可以吗？要多久？
                    = other
                    > 好像不太对
                    < 哪里需要改
                    > 没问题了
                    < 要提交退货申请吗
                    > 不对
                    < 哪里需要改
                    > 1
                    < 要退哪个订单
                    > 10532
                    < 要提交退货申请吗
                    > 先不退了
                    = cancelled
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
                    < what would you like to change?
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

    static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry(
                    "collectsAnExchangeForAColleague",
                    """
                    exchange
                    > [exchange_request] 10532 发错了，想换一个
                    < 想换成什么
                    > 我订的是白色的
                    < 订单 10532（极光 H1 头戴式降噪耳机、USB-C 数据线 2 米 × 2）换货，原因：发错了，换成：我订的是白色的
                    > 对
                    < 转接人工客服
                    = collected [正在办理：换货, 订单号：10532, 换货原因：发错了, 换成什么：我订的是白色的]
                    """),
            Map.entry(
                    "exchangesWhatIsBroken",
                    """
                    exchange
                    > [exchange_request] order 10001 is broken, can you send me another one
                    < an exchange for order 10001
                    < reason: It is faulty. Is that right?
                    > exactly
                    < courier will collect
                    = done
                    ! exchange-order {number=10001, reason=faulty}
                    """),
            Map.entry(
                    "tellsOfSeveralOrdersAtOnce",
                    """
                    order-status
                    > [order_status] 10001 和 99999999 还有 20418 到哪了
                    < 订单 10001
                    < 没有查到您的订单 99999999
                    < 订单 20418
                    = ongoing
                    > [order_status] 10532 10001
                    < 订单 10532
                    < 订单 10001
                    = done
                    """),
            Map.entry(
                    "changesTheAddressOfAnOrder",
                    """
                    change-order
                    > [change_order] 我想改一下订单 30552 的地址
                    < 新的收货地址
                    > 上海市浦东新区世纪大道100号，电话13800138000
                    < 改送到：上海市浦东新区世纪大道100号。
                    > 地址改成上海市徐汇区衡山路5号
                    < 改送到：上海市徐汇区衡山路5号。
                    > [order_status] 改天联系快递行吗
                    = other
                    > 嗯，可以
                    < 会送到新地址
                    = done
                    ! change-order {address=上海市徐汇区衡山路5号, number=30552}
                    """),
            Map.entry(
                    "changesThePhoneNumberOfAnOrder",
                    """
                    change-order
                    > [change_order] please use another phone number for 30552
                    < new phone number
                    > 123
                    < does not look like a phone number
                    > 13800138000
                    < phone number: 13800138000
                    > yes
                    < phone number of order 30552 is changed
                    ! change-order {number=30552, phone=13800138000}
                    """),
            Map.entry(
                    "leavesChangesOfItemsToAColleague",
                    """
                    change-order
                    > [change_order] 订单 30552 我想去掉一件
                    < 请说说想怎么改
                    > 数据线少一根
                    < 修改要求：数据线少一根
                    > 好
                    = collected [正在办理：修改订单, 订单号：30552, 修改内容：商品或其他, 修改要求：数据线少一根]
                    """),
            Map.entry(
                    "doesNotChangeWhatWasShipped",
                    """
                    change-order
                    > [change_order] change the address of 20418
                    < has been shipped
                    < Talk to a person
                    = cancelled
                    """),
            Map.entry(
                    "tellsWhereTheMoneyIs",
                    """
                    refund-status
                    > [refund_status] DD20261105-7716 的退款到哪了
                    < 退款正在处理，金额 ¥199，原路退回。预计11月24日前到账。
                    = done
                    > [refund_status] refund for 10532?
                    < There is no refund for order 10532
                    """),
            Map.entry(
                    "issuesAnInvoice",
                    """
                    invoice
                    > [invoice_request] 给 11873 开发票
                    < 发票抬头写什么
                    > 示例科技有限公司，税号 91310000MA1FL0XX1X
                    < 哪个邮箱
                    < 1. 跳过
                    > 不需要
                    < 抬头：示例科技有限公司，税号：91310000MA1FL0XX1X。对吗
                    > 对的
                    < 已经开好，可以在“我的订单”里下载
                    ! invoice {number=11873, taxNumber=91310000MA1FL0XX1X, title=示例科技有限公司}
                    """),
            Map.entry(
                    "issuesAnInvoiceInEnglish",
                    """
                    invoice
                    > [invoice_request] I need an invoice for order 41877
                    < Whom should it be made out to
                    > Example Trading Ltd
                    < tax number
                    > 1
                    < e-mail
                    > books@example.com
                    < for order 41877 (¥899), made out to Example Trading Ltd, sent to books@example.com. Is that right?
                    > looks good
                    < has an invoice already
                    = done
                    """),
            Map.entry(
                    "looksUpACoupon",
                    """
                    coupon
                    > [coupon_problem] 我的券用不了
                    < 请把优惠码发给我
                    > save50
                    < 优惠码 SAVE50 可以用：满 500 减 50。有效期到12月11日。
                    > [coupon_problem] SUMMER30 doesn't work
                    < coupon SUMMER30 expired on September 22
                    > [coupon_problem] and NOTHING99?
                    < I cannot find a coupon NOTHING99
                    > never mind
                    = cancelled
                    """),
            Map.entry(
                    "tellsTheStock",
                    """
                    stock
                    > [stock_availability] Lumo 8 还有货吗
                    < Lumo 8 手机有现货，不过只剩 3 件
                    = done
                    > [stock_availability] is it in stock?
                    < Which product
                    > Lumo Phone 8
                    < Lumo Phone 8 is in stock, but only 3 left
                    """),
            Map.entry(
                    "recommendsByBudgetAndFeature",
                    """
                    recommend
                    > [recommend_product] 推荐一款运动耳机
                    < 预算大概多少
                    > 300
                    < 没有找到 ¥300 以内防水的耳机
                    > 500以内
                    < 为您挑了 ¥500 以内防水的耳机：
                    < · 跃动 S3 开放式运动耳机，¥399
                    = done
                    ! products {feature=waterproof, maxPrice=500, query=headphones}
                    """),
            Map.entry(
                    "recommendsWithoutABudget",
                    """
                    recommend
                    > [recommend_product] what would you recommend?
                    < What kind of product
                    < 1. Headphones
                    > 1
                    < budget
                    > I don't care
                    < Stride S3 open-ear sports earphones, ¥399
                    ! products {query=headphones}
                    """),
            Map.entry(
                    "takesAComplaintWordForWord",
                    """
                    complaint
                    > [complaint] 我要投诉
                    < 请说说发生了什么
                    > [warranty_repair] 耳机坏了两次，客服还不理我，你们怎么回事？
                    < 跟哪个订单有关吗
                    > 没有
                    < 投诉已经记录下来，
                    = collected [正在办理：投诉, 投诉内容：耳机坏了两次，客服还不理我，你们怎么回事？]
                    """),
            Map.entry(
                    "takesAComplaintFromItsFirstSentence",
                    """
                    complaint
                    > [complaint] the courier threw my parcel over the fence, order 10532
                    < on record (order 10532)
                    = collected [Under way: your complaint, complaint: the courier threw my parcel over the fence, order 10532, order number: 10532]
                    """));
}

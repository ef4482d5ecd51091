"""Patterns of sentences about people: which of them 他, 她, 他们, 她们 and 自己 stand for."""

from __future__ import annotations

import re

from attnx.training.reader_zh import lexicon
from attnx.training.reader_zh.speech import BECAUSE, KINDS, Mention, Speech


class People(Speech):
    """Sentences about people, and what they do with things."""

    def person_and_thing(self) -> str:
        """玛丽买了那条裙子，因为她很有钱, or 因为它很漂亮."""
        kind = self.one(KINDS)
        who, what = self.anyone(1), self.thing(kind, 2)
        which, said = self.random.choice([(who, self.state()), (what, self.said(kind))])
        join = f"({BECAUSE}|{BECAUSE}|，可是|，但是|。|，所以|，)"
        return f"{self.time(0.2)}{who}{self.doing(kind, what)}{join}{which.they}{said}"

    def person_does(self) -> str:
        """哥哥没来上课，因为他生病了。"""
        who = self.anyone(1)
        he = who.they
        return self.one(
            (
                f"{self.time()}{who}{self.did()}{BECAUSE}{he}{self.state()}",
                f"{self.time()}{who}{self.state()}(，所以|，可是|，但是|，于是|，后来|。){he}{self.did()}",
                f"(因为|虽然|如果|当){who}{self.state()}(|的时候)，{he}(就|还是|也|没有|){self.did()}",
                f"{who}{self.did()}(以前|以后|之后|的时候|之前)，{he}{self.did()}",
                f"{who}{self.own_thing(who)}，(所以|可是|然后|但){he}{self.did()}",
                f"(我|我们|老师|大家)(认识|看见|喜欢|帮助过|想念|相信){who}{BECAUSE}{he}"
                + self.one((*lexicon.GREAT, self.state())),
                f"(我|我们)(不认识|没看见|想见|等着|找到了){who}，(可是|但是|不过|所以|因为)(我们|大家|没有人|谁都|我)(很喜欢|听说过|不相信|在等|帮不了|没有见到|需要){he}",
            )
        )

    def he_and_she(self) -> str:
        """A man and a woman, and the pronoun says which."""
        he = self.one(("他", "她"))
        a, b = self.person(1, he, "nnw"), self.person(2, self.other(he), "nnw")
        which = self.random.choice([a, b])
        met = f"{self.time(0.2)}{a}{{v1>n2:{self.one(lexicon.TO_PERSON)}}}(了|了|){b}"
        return self.one(
            (
                f"{met}{BECAUSE}{which.they}{self.state()}",
                f"{met}{BECAUSE}{which.they}" + self.one(lexicon.GREAT),
                f"{met}(，可是|，但是|的时候，|以后，|。|，后来|，没想到){which.they}{self.one((self.did(), self.state()))}",
                f"{a}(很|非常|一直|不)({{v1>n2:喜欢}}|{{v1>n2:爱}}|{{v1>n2:讨厌}}|{{v1>n2:想念}}|{{v1>n2:相信}}|{{v1>n2:佩服}}|{{v1>n2:羡慕}}){b}{BECAUSE}{which.they}"
                + self.one((*lexicon.GREAT, self.state())),
                f"{a}{self.one(lexicon.TELL)}{b}(|，|说，){which.they}{self.state()}",
                f"{a}和{b}(一起去看电影|结婚了|在公园散步|是同学|住在一起|吵架了)，(可是|但是|因为|后来|所以){which.they}{self.state()}",
                f"{a}给{b}(买了|送了|带来了|做了)(一本书|一束花|一个蛋糕|一封信|一件礼物|早饭)，(因为|可是|但是|所以){which.they}{self.state()}",
                f"{a}(在|正在)等{b}，(可是|但是|因为){which.they}{self.state()}",
                f"{a}把(那本书|钥匙|雨伞|礼物|手机)给了{b}，(因为|可是|但是|所以){which.they}{self.state()}",
                f"{a}被{b}(骗了|打了|批评了|表扬了|救了|吵醒了|拒绝了)，(所以|因为|可是|但是){which.they}{self.state()}",
                f"{a}问{b}{which.they}(叫什么名字|为什么哭|想吃什么|什么时候回来|要去哪里|是不是病了|有没有看到钥匙)",
            )
        )

    def met_and_did(self) -> str:
        """医生遇见护士，就感谢了她: the doer of both is the first."""
        he = self.one(("他", "她"))
        kind = self.one(("p", "p", "n", "w"))
        a = self.person(1, he if kind != "p" else None, kind)
        b = self.person(2, he, kind)
        met = f"{self.time(0.2)}{a}{{v1>n2:{self.one(lexicon.TO_PERSON)}}}(了|了|){b}"
        join = "(，|，|，|，就|，然后|，并且|，接着|以后，就|，马上|，于是|，还|并|后就|，想|，没有|，但没有|，开始|，决定|，只好)"
        doing = "(在唱歌|在哭|在等车|走进来|站在门口|一个人坐着|在看书|摔倒了|很难过|要走了|来了|没带伞|在工作)"
        go = "(去找|去看|走到|跑去找|打电话给|写信给|去见|回头看)"
        return self.one(
            (
                *[f"{met}{join}{self.deed(b)}"] * 4,
                f"{a}({{v1>n2:看见}}|{{v1>n2:看到}}|听见|发现){b}{doing}{join}{self.deed(b)}",
                f"{a}{go}{b}，(想|要|为了|打算){self.deed(b)}",
                f"{a}(没有认出|找不到|没看见|不认识|忘了){b}，(所以|就|只好|也)没(有|){self.deed(b)}",
                f"{met}，{self.deed(b)}，(又|还|并){self.deed(b)}",
                f"{met}，因为{a.again(4)}(想|要|必须|打算|不想|忘了){self.deed(b)}",
            )
        )

    def one_and_many(self) -> str:
        """老师和学生们: he, or they."""
        many = self.group(2)
        kind = "person" if self.chance(0.6) else self.one(("animal", "thing", "vehicle", "place", "text", "food"))
        one = self.person(1) if kind == "person" else self.thing(kind, 1)
        said = self.one((self.state(), self.did())) if kind == "person" else self.said(kind)
        which, what = self.random.choice([(one, said), (many, self.one((self.state(), self.did())))])
        verb = "({v1>n2:看见}了|{v1>n2:找到}了|{v1>n2:等}着|{v1>n2:叫住}了|{v1>n2:喜欢}|{v1>n2:帮助}了|{v1>n2:介绍}了|{v1>n2:想念})"
        turned = kind != "person" or self.chance(0.5)
        first = f"{many}{verb.replace('n2', 'n1')}{one}" if turned else f"{one}{verb}{many}"
        return self.one(
            (
                f"{first}{BECAUSE}{which.they}{what}",
                f"{first}，(可是|但是|所以|后来){which.they}{what}",
                f"{first}。{which.they}{what}",
                f"{one}{'和' if kind == 'person' else '是'}{many}(|的)，{which.they}{what}"
                if kind == "person"
                else f"{first}，{which.they}{what}",
                f"{first}，可是我(没|不)(看见|认识|喜欢|想要|管){which.they}",
            )
        )

    def told(self) -> str:
        """汤姆说他很忙: who speaks of himself; 医生叫病人不要动, and he is the one who hears it."""
        a = self.anyone(1)
        he = a.they
        b = self.group(2) if self.chance(0.3) else self.person(2, self.one(("他", "她")), "nwp")
        c = self.person(3, b.pronoun if len(b.pronoun) == 1 else None, "p")
        should = "(应该多休息|必须按时吃药|可以回家了|要小心|不能抽烟|得早点来|通过了考试|可以进来|要多喝水|应该去上学|得了第一名|不要着急)"
        return self.one(
            (
                f"{a}{self.one(lexicon.SAY)}(，|)" + f"{he}{self.state()}",
                f"{a}{self.one(lexicon.SAY)}(，|)"
                + f"{he}(明天要来|不能去|会回来|想当老师|看见过鬼|一定会赢|不认识我|喜欢这里|可以自己做)",
                f"{a}(不知道|忘了|想知道|没说|告诉我)(，|)"
                + f"{he}(为什么要来|把书放在哪里了|应该怎么办|什么时候能回家|说错了什么|想要什么)",
                f"{a}说(，|：)" + f"“(我|你|今天)(很高兴|要走了|天气很好|不认识路)。”{he}{self.did()}",
                f"{c}(告诉|提醒|通知|劝){b}，{b.they}{should}",
                f"{c}对{b}说{b.they}{should}",
                f"(我|我们|老师)(问|告诉|叫){b}，{b.they}{should}",
            )
        )

    def owner(self) -> str:
        """小明的狗不见了，他到处找它; 汤姆的妈妈是老师，她很忙."""
        who = self.person(1, None, "nnw")
        form = self.one("tttkk")
        if form == "k":
            he = self.one(("他", "她"))
            kin = self.one(lexicon.MALE_KIN if he == "他" else lexicon.FEMALE_KIN)
            b = Mention(f"{who}{{d2>n2:的}}{{n2:{kin}}}", 2, he)
            return self.one(
                (
                    f"{b}(是|当了|想当)" + self.one(lexicon.PEOPLE) + f"，{b.they}{self.state()}",
                    f"{b}{self.did()}{BECAUSE}{b.they}{self.state()}",
                    f"{b}{self.state()}(，所以|，可是|，但是|。){b.they}{self.did()}",
                    f"(我|老师|大家|我们)(认识|看见了|喜欢|见过){b}，(因为|可是|所以){b.they}{self.state()}",
                )
            )
        kind = self.one(KINDS)
        measure = self.one(tuple(lexicon.KINDS[kind]))
        noun = self.one(lexicon.KINDS[kind][measure])
        what = Mention(f"{who}{{d2>n2:的}}{{n2:{noun}}}", 2, "它")
        it, he = what.they, who.they
        return self.one(
            (
                f"{what}{self.said(kind)}，(所以|可是|于是|但是){he}" + self.one((self.state(), self.did())),
                f"{what}{self.said(kind)}，(所以|可是|于是|但是|因为){it}{self.said(kind)}",
                f"{what}不见了，{he}(到处|一直|还在|正在)找{it}",
                f"{what}(丢了|坏了|死了|不见了|被偷了)，(所以|因此){he}(很难过|哭了|很着急|不想说话|很生气)",
                f"{who}(有|养了|买了|丢了|找到了)一{{d2>n2:{measure}}}{{n2:{noun}}}，{he}(很喜欢|每天都看|不想卖|很爱|常常用|离不开|天天照顾){it}",
                f"{what}{self.said(kind)}，(可是|但是|所以)(我们|大家|没有人)(都喜欢|不想要|看见了|不喜欢|想买){it}",
            )
        )

    def two_sentences(self) -> str:
        """我有一只猫。它很可爱，我很喜欢它。"""
        kind = self.one(KINDS)
        who, what = self.person(1), self.thing(kind, 2, "cdcdab")
        first = f"({who}|{who}|我|我们|妈妈)(有|买了|看到了|找到了|想要|画了|得到了|丢了|带来了|送给我|借给我){what}。"
        own = f"{what.they}的(颜色|名字|声音|样子|价格|大小|故事)(是红的|很好听|很好看|让人难忘|我忘了|很特别)"
        return first + self.one(
            (
                f"(|但是|可是|现在|昨天){what.they}{self.said(kind)}",
                f"{what.they}{self.said(kind)}，(所以|而且|可是)(我|大家|我们)(很喜欢|不要|想卖掉|不想看|每天看){what.again(1)}",
                f"{who.they}{self.one((self.state(), self.did()))}",
                f"{who.they}(很喜欢|不喜欢|天天看|想卖掉|要送人|不认识){what.they}",
                own,
            )
        )

    def own(self) -> str:
        """自己 is the subject: 玛丽告诉妈妈自己很累."""
        a, b = self.anyone(1), self.person(2)
        self_ = Mention("", 1, "自己").again()
        own, thing = self.own_thing(a), self.one(lexicon.OWN)
        return self.one(
            (
                f"{self.time()}{a}(正在|每天|没有|一个人|终于|想|喜欢|也|){own}",
                f"{a}(说|觉得|认为|知道|发现|承认|以为|相信|告诉我们|希望)(|，){self_}{self.state()}",
                f"{a}(告诉|对|问|答应){b}(说|){self_}{self.state()}",
                f"{a}把{self_}{{d3>n3:的}}{{n3:{thing}}}(给|送给|借给|忘在|留给|交给)了{b}",
                f"{a}(给|替|对|跟|向)(|妈妈|朋友|老师)(介绍|看|讲|描述)(了|){self_}{{d3>n3:的}}{{n3:{thing}}}",
                f"{a}在镜子里看见了{self_}",
                f"{a}(常常|从不|不|很|应该|必须|会|能|只)(照顾|相信|喜欢|爱|批评|原谅|管|想着|保护|怪|骗){self_}",
                f"{b}(来|走|哭)的时候，{a}(正在|没有){own}",
                f"{a}(|可以|想|总是|只好){self_}(做饭|去上学|回家|修车|一个人住|洗衣服|解决问题|走路|穿衣服|做决定)",
                f"{a}被{self_}{{d3>n3:的}}{{n3:{thing}}}(吓了一跳|感动了|害了)",
                f"{b}(喜欢|认识|看见|帮助)(了|){a}，(但是|可是|因为){a.they}(只爱|不相信|看不起|讨厌|很爱){{p15>n1:自己}}",
            )
        )

    def gave(self) -> str:
        """老师给了汤姆一本书，他 said thanks; two people and a thing."""
        he = self.one(("他", "她"))
        kind = self.one(("thing", "food", "text", "clothes", "animal", "plant", "device"))
        a, b, what = self.person(1, self.other(he), "nw"), self.person(2, he, "nw"), self.thing(kind, 3, "cd")
        gave = f"{self.time(0.2)}{a}({{v1>n3:送给}}|{{v1>n3:借给}}|{{v1>n3:还给}}|{{v1>n3:带给}})(了|){b}{what}"
        gave2 = f"{self.time(0.2)}{a}给{b}({{v1>n3:买}}|{{v1>n3:做}}|{{v1>n3:带来}}|{{v1>n3:拿来}}|{{v1>n3:写}}|{{v1>n3:送}})了{what}"
        rest = self.one(
            (
                f"(，可是|，因为|，但是|。){what.they}{self.said(kind)}",
                f"(，可是|，因为|，但是|，所以|。){b.they}(很喜欢|不喜欢|不要|弄丢了|卖了|收下了|不想要|非常爱){what.they}",
                "(，可是|，因为|，但是|，所以|。)" + self.random.choice([a, b]).they + self.state(),
                f"，{b.they}(又|就|马上|后来)把{what.they}{self.one(lexicon.BA_DEEDS)}了",
                f"(，可是|，因为|，但是){a.they}(不需要|用不着|不喜欢|有两个){what.they}",
            )
        )
        return self.one((gave, gave2)) + rest

    def thing_and_deed(self) -> str:
        """厨师找到一个鸡蛋，就把它吃了: what is done is done to the second."""
        kind = self.one(KINDS)
        if self.chance(0.4):
            a, what = self.thing("animal", 1), self.thing(kind, 2)
            deed = self.one(lexicon.ANIMAL_DEEDS).format(it=what.they)
            return f"{a}{{v1>n2:{self.one(lexicon.ANIMAL_VERBS)}}}(了|){what}(，就|，然后|，|，于是|，接着|后，就|，但是没有|，又){deed}(了|)"
        who, what = self.anyone(1), self.thing(kind, 2)
        he = self.one((f"{who.they}", "", "", ""))
        return (
            f"{self.time(0.2)}{who}{self.doing(kind, what)}(，就|，然后|，又|，于是|，接着|，后来|，所以|，可是|，但){he}(|又|马上|没有|一直|小心地)"
            + self.it_deed(what)
        )

    def nobody_named(self) -> str:
        """他昨天去了北京: nobody in the sentence is meant, and the pronoun keeps to itself."""
        pronoun = self.one(("他", "她", "他们", "她们", "它", "它们"))
        p = f"{{p1>p1:{pronoun}}}"
        if pronoun.startswith("它"):
            kind = self.one(KINDS)
            return (
                f"{p}(||真的|不|也)"
                + self.said(kind)
                + self.one(("", "，(所以|可是|但是)(我|我们)(很高兴|不要|走了|没说话)"))
            )
        kind = self.one(KINDS)
        return self.one(
            (
                f"{self.time()}{p}{self.one((self.did(), self.state()))}",
                f"{self.time()}{p}{self.doing(kind, self.thing(kind, 2))}",
                f"(我|我们|你)(看见|认识|喜欢|告诉|帮助|爱|知道|相信)(了|){p}",
                f"{self.time()}{p}(是|不是|想当)(一个|一名|)" + self.one(lexicon.PEOPLE),
                f"{p}{self.did()}，(因为|所以|可是){{p2>p1:{pronoun}}}{self.state()}",
            )
        )

    def relative(self) -> str:
        """昨天来的那个人是医生，他姓王: what 的 leads to goes on."""
        who, other = self.person(1, None, "wpp"), self.name(2, self.one(("他", "她")))
        noun = re.sub(r"^\([^()]*\)", "", who.text)
        de = "{d9>n1:的}"
        kind = self.one(KINDS)
        measure = self.one(tuple(lexicon.KINDS[kind]))
        what = Mention(f"{{n3:{self.one(lexicon.KINDS[kind][measure])}}}", 3, "它")
        m = f"{{d8>n3:{measure}}}"
        return self.one(
            (
                f"({self.time(1)}来|站在门口|坐在窗边|穿红衣服|认识{other}|帮助过我|住在隔壁|说英语){de}(那个|那位|){noun}{self.one((self.state(), '是我的老师', '姓王', '不见了'))}，(可是|所以|因为|){who.they}{self.one((self.state(), self.did()))}",
                f"{other}(买|喜欢|送给我|找到|弄丢|带来){{d9>n3:的}}(那{m}|这{m}|){what}{self.said(kind)}，(可是|所以|因为|但是){what.they}{self.said(kind)}",
                f"(我|我们)(喜欢|找到了|看见了|在找|扔了|卖了){other}(买|送给我|带来|画|丢){{d9>n3:的}}(那{m}|){what}，(因为|可是|但是){what.they}{self.said(kind)}",
                f"({self.time(1)}|我)(在|从)(商店|公园|市场|学校|路上)(买|看见|捡到|借来){{d9>n3:的}}(那{m}|){what}{self.said(kind)}，(所以|可是|但是)我把{what.they}{self.one(lexicon.BA_DEEDS)}了",
            )
        )

    def for_another(self) -> str:
        """姐姐帮妹妹修好了车，还送她回家: one who does something for another goes on doing."""
        he = self.one(("他", "她"))
        kind = self.one(("p", "p", "n", "w"))
        a, b = self.person(1, he if kind != "p" else None, kind), self.person(2, he, kind)
        did = self.one(
            (
                f"帮{b}(修好了车|搬完了家|拿行李|洗衣服|做作业|找钥匙|打扫房间|买菜)",
                f"陪{b}(去医院|回家|散步|逛街|坐了一会儿|走到车站|聊了很久)",
                f"(带|领){b}(回家|去公园|看电影|进了办公室|去买衣服)",
                f"教{b}(画画|游泳|写字|骑车|英语|做饭)",
                f"(扶着|扶起|拉住|背起|救了){b}",
                f"(跟|和|同){b}(见了面|谈了话|吃了饭|喝了茶|打了一架)",
                f"(劝|求|逼|让|派|命令){b}(留下|回家|休息|道歉|写信|出门)",
                f"为{b}(做了早饭|唱了一首歌|买了票|准备了房间|打开门)",
                f"听说{b}(病了|来了|要走了|没有钱|丢了工作|受伤了|考上了大学)",
            )
        )
        return (
            f"{self.time(0.2)}{a}{did}(，|，|，|，还|，又|，然后|，一直|，接着|，并|，后来|，再|。)(|小声地|亲自|马上|每天|慢慢地)"
            + self.deed(b)
        )

    def done_to_first(self) -> str:
        """球员病了，朋友照顾他: what another does is done to the one whose state was told."""
        he = self.one(("他", "她"))
        kind = self.one(("p", "n", "w"))
        a, b = self.person(1, he, kind), self.person(2, self.one((he, he, self.other(he))), self.one("pnw"))
        state = f"{a}{self.one((self.state(), self.did()))}"
        return self.one(
            (
                f"{state}(，|，|，所以|，于是|，可是|。){b}(|赶紧|马上|就|常常|只好|还|也|没有){self.deed(a)}",
                f"{a}({self.time(1)}|)(住院了|走丢了|摔倒了|睡着了|迷路了|来找我们|过生日)，(|于是|所以|可是){b}(|赶紧|马上|就|没有){self.deed(a)}",
                f"(看见|发现|听说|因为|虽然){state}，{b}(|赶紧|马上|就|还是){self.deed(a)}",
                f"{state}，(我|我们|大家|没有人|朋友们|邻居)(都|也|就|)(喜欢|帮助|相信|想念|等着|不认识|找不到|原谅|笑话|担心){a.again()}",
            )
        )

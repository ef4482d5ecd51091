"""Patterns of sentences about things and ideas: which of them 它, 它们, 这 and 那 stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attnx.training.reader_zh import lexicon
from attnx.training.reader_zh.speech import BECAUSE, KINDS, Mention, Speech


class Things(Speech):
    """Sentences about things."""

    def one_thing(self) -> str:
        """我卖了那辆车，因为它太旧了。"""
        kind = self.one(KINDS)
        who = self.one((self.speaker(), self.speaker(), self.person(1).text, self.group(1).text))
        what = self.thing(kind, 2)
        join = f"({BECAUSE}|{BECAUSE}|，可是|，但是|，不过|，|。|，所以|，虽然|，没想到|，后来)"
        return (
            f"{self.time()}{who}{self.doing(kind, what)}{join}{what.they}(|||真的|一直|已经|也|现在|看起来)"
            + self.said(kind)
        )

    def two_kinds(self) -> str:
        """狗吃了蛋糕，因为它饿了, or 因为它很甜: what is said decides."""
        form = self.one(("food", "thing", "place", "box", "road"))
        if form == "box":
            kind = self.one(("thing", "device", "clothes", "text", "food"))
            a, b = (
                self.thing(kind, 1, "abefg"),
                Mention(f"(|那个|这个|一个|旧){{n2:{self.one(lexicon.BOXES)}}}", 2, "它"),
            )
            which, fit = self.random.choice([(a, kind), (b, "box")])
            said = (
                self.one(("太小了", "是空的", "太满了", "装不下", "没有锁", "盖子打不开", "放不下了"))
                if fit == "box"
                else self.said(kind)
            )
            first = f"(我|我们|{self.person(3)}|妈妈)({f'把{a}放进了{b}里'}|{f'把{a}放在{b}里'}|没把{a}放进{b})"
            return f"{first}{BECAUSE}{which.they}{said}"
        if form == "road":
            return self.either(
                self.thing("vehicle", 1),
                "(停在|开过|撞到了|离开了|到了|开进了)",
                self.thing("place", 2),
                "vehicle",
                "place",
            )
        if form == "place":
            verb = "(跑进了|离开了|不敢进|没有过|走进了|游过了|害怕|穿过了|没有穿过|躲进了|找到了)"
            return self.either(self.thing("animal", 1), verb, self.thing("place", 2), "animal", "place")
        kind = self.one(("thing", "clothes", "plant", "device")) if form == "thing" else "food"
        verb = (
            "(打破了|弄坏了|咬了|跳上了|看着|坐在|撞倒了|推倒了|玩着)"
            if form == "thing"
            else "(吃了|偷走了|闻到了|找到了|想吃|没吃|舔了|叼走了|吃光了)"
        )
        return self.either(self.thing("animal", 1), verb, self.thing(kind, 2), "animal", kind)

    def either(self, a: Mention, verb: str, b: Mention, kind_a: str, kind_b: str) -> str:
        """What is said fits only one of the two."""
        which, kind, other = self.random.choice([(a, kind_a, kind_b), (b, kind_b, kind_a)])
        said = self.one([said for said in lexicon.SAID[kind] if said not in lexicon.SAID[other]])
        return f"{a}{verb}{b}({BECAUSE}|{BECAUSE}|，可是|，但是){which.they}{said}"

    def idea(self) -> str:
        """音乐很重要，因为它让我们快乐。"""
        what = Mention(f"{{n1:{self.one(lexicon.IDEAS)}}}", 1, "它")
        if self.nouns and self.chance(0.25):
            what = Mention(f"{{n1:{self.one(self.nouns)}}}", 1, "它")
        quality, does = self.one(lexicon.QUALITIES), f"{what.they}(|||也|能|总是|会)" + self.one(lexicon.IDEA_DOES)
        who = "(我们|人们|孩子|每个人|大家|我|老师|妈妈|很多人)"
        return self.one(
            (
                f"{what}(很|非常|最|十分|真|特别){quality}{BECAUSE}{does}",
                f"{what}(很|非常|最|十分|真|特别){quality}{BECAUSE}{does}",
                f"{what}(很|非常|是){quality}的?，{does}".replace("的?", ""),
                f"{who}(都|)({{v1>n1:需要}}|{{v1>n1:喜欢}}|{{v1>n1:相信}}|{{v1>n1:珍惜}}|离不开|很爱){what}{BECAUSE}{does}",
                f"没有{what}，生活就没有意思{BECAUSE}{does}",
                f"{who}(说|认为|觉得|常说|告诉我们|知道)，?{what}很{quality}{BECAUSE}{does}".replace("，?", "(，|)"),
                f"(因为|虽然){what}很{quality}，(所以|但是){what.they}" + self.one(lexicon.IDEA_DOES),
                f"{what}" + self.one(lexicon.IDEA_DOES) + f"，(所以|而且|但是){what.they}很{quality}",
                f"{what}是什么？{what.they}" + self.one(lexicon.IDEA_DOES),
            )
        )

    def ba(self) -> str:
        """妈妈把杯子放在桌子上，因为它很重; 他把书看完了，又把它还给了老师."""
        kind = self.one(("food", "thing", "device", "text", "clothes", "thing", "animal", "vehicle", "plant"))
        who, what = self.anyone(1), self.thing(kind, 2, "abegggh")
        deed = self.one(lexicon.BA_DEEDS)
        first = f"把{what}{{v1>n2:{deed}}}了"
        place = f"把{what}{{v1>n2:放}}(在|到|回)(了|){self.where_to()}"
        subject = f"({who}|{who}|我|我们|有人|谁|你)"
        it, he = what.they, who.they
        return self.one(
            (
                f"{self.time(0.2)}{subject}{self.one((first, place))}({BECAUSE}|{BECAUSE}|，可是|，但是|。){it}{self.said(kind)}",
                f"{self.time(0.2)}{who}{self.one((first, place))}({BECAUSE}|，可是|，但是|，所以){he}{self.state()}",
                f"{subject}{self.one((first, place))}，(然后|后来|可是|但是|又|接着|现在)(又|还|)" + self.it_deed(what),
                f"{subject}(没|没有|不想|不敢|忘了|想|要|打算|快){first[:-1]}{BECAUSE}{it}{self.said(kind)}",
                f"{who}把{what}(给|送给|借给|还给|交给)了(我|我们|朋友|老师|同学)，(因为|可是|但是){self.one((f'{it}{self.said(kind)}', f'{he}{self.state()}'))}",
                f"{what}{self.said(kind)}，(所以|于是|就|可是)(我|妈妈|爸爸|他们|我们|大家)把{it}{self.one(lexicon.BA_DEEDS)}了",
                f"{subject}{self.doing(kind, what)}，(然后|后来|又|就|还)把{it}(放在|放到|带到|藏在|忘在|留在){self.where_to()}(了|)",
            )
        )

    def ba_two(self) -> str:
        """我把书放在桌子上，后来又把它拿走了: what is moved is the one that is moved again, not where it was put."""
        kind = self.one(("food", "thing", "device", "text", "clothes", "thing"))
        a = self.thing(kind, 1, "abegggh")
        b = self.container(2)
        who = self.one((self.anyone(3).text, "我", "我们", "妈妈", "他", "她", "孩子"))
        side = "(上|里|下|旁边|后面|下面|前面)"
        out = "(拿出来|拿走|取出来|忘|弄丢|带走|送给朋友|卖|扔|吃|打破|藏起来|洗干净|交给老师|借给同学|拿回来|放好)"
        join = "(，然后|，后来|，接着|，又|，第二天|，可是|，但是|，过了一会儿|。后来)"
        return self.one(
            (
                f"{who}把{a}放(在|到)(了|){b}{side}{join}(又|就|)把{a.they}{out}了",
                f"{who}从{b}{side}拿(出|起|来)(了|){a}{join}(又|就|)把{a.they}{out}了",
                f"{who}把{a}从{b}{side}(拿出来|拿走|取下来|搬走){join}(又|就|)把{a.they}{out}了",
                f"{who}在{b}{side}(找到|发现|看见)了{a}{join}(又|就|)把{a.they}{out}了",
                f"{who}把{a}放(在|到)(了|){b}{side}，(因为|可是|但是|所以)(我|妈妈|他|孩子)(想要|需要|在找|喜欢|看到了|忘了){a.they}",
                f"{who}用{b}换了{a}{join}把{a.they}{out}了",
                f"{b}{side}(有|放着|挂着){a}，(我|妈妈|孩子|他)把{a.they}{out}了",
                f"{b}{side}的{a}(是我的|不见了|掉下来了|被人拿走了)，(因为|可是|所以){a.they}{self.said(kind)}",
            )
        )

    def bei(self) -> str:
        """杯子被猫打破了，它 is the cup; 小偷被警察抓住了，他 is the thief."""
        if self.chance(0.5):
            kind = self.one(("food", "thing", "device", "text", "clothes", "vehicle", "plant", "animal"))
            what = self.thing(kind, 1, "abegggh")
            by = self.one(
                (self.anyone(2).text, self.thing("animal", 2).text, "风", "雨", "人", "谁", "小偷", "我", "妈妈")
            )
            deed = "{v1>n1:" + self.one(lexicon.BA_DEEDS) + "}"
            rest = self.one(
                (
                    f"({BECAUSE}|，所以|，可是|，但是){what.they}{self.said(kind)}",
                    f"，(所以|可是|后来|但是)(我|妈妈|大家|我们|没有人)(没|不|还)(找到|看见|想要|喜欢|用){what.they}",
                    f"，(我|妈妈|老师|大家)(只好|又|就|想)把{what.they}(修好|扔了|拿回来|换了|洗干净)",
                )
            )
            return f"{what}被{by}{deed}了{rest}"
        if self.chance(0.3):
            a, b = self.thing("animal", 1), self.thing("animal", 2)
            deed = (
                "({v1>n1:咬}了|{v1>n1:吃}了|{v1>n1:抓住}了|{v1>n1:吓跑}了|{v1>n1:赶走}了|{v1>n1:打败}了|{v1>n1:救}了)"
            )
            said = "(跑得太慢|受伤了|很疼|死了|没有看见|逃走了|流血了|叫了起来|害怕了|不敢动了)"
            return f"{a}被{b}{deed}(，因为|，所以|，可是|，|，后来){a.they}{said}"
        he = self.one(("他", "她"))
        a, b = self.person(1, he, "nwpp"), self.person(2, he, "nwpp")
        deed = "(抓住|批评|打|骂|救|送到医院|表扬|骗|吵醒|发现|带走|赶出去|打败|叫住|拒绝|推倒|撞倒|邀请)"
        said = "(哭了|受伤了|很难过|很高兴|很生气|迟到了|偷了东西|没做作业|说了谎|不敢说话|摔断了腿|不好意思|跑掉了|没来上班)"
        return f"{a}被{b}{{v1>n1:{deed}}}了(，因为|，所以|，可是|，但是|，后来|。){a.they}{said}"

    def topic(self) -> str:
        """那本书我看完了，它很有趣。"""
        kind = self.one(KINDS)
        what = self.thing(kind, 1, "abaeb")
        who = self.one((self.anyone(2).text, "我", "我", "我们", "大家", "妈妈"))
        verb = self.one(lexicon.DONE[kind])
        aspect = "" if verb in ("喜欢", "害怕", "去过") else "了"
        before = "(都很|不|一直很|最)" if verb in ("喜欢", "害怕") else "(|已经|昨天|早就|还没|刚|也)"
        comma = "(，|，|)"
        return self.one(
            (
                f"{what}{comma}{who}{before}{{v1>n1:{verb}}}{aspect}(，|，因为|，可是|，但是|，不过|，所以|。){what.they}{self.said(kind)}",
                f"{what}{self.said(kind)}，(可是|但是|所以|不过|因此|于是){who}(都|也|还是|就|)({{v1>p10:喜欢}}|{{v1>p10:看见}}|{{v1>p10:离不开}}|{{v1>p10:记得}}|{{v1>p10:找}}|{{v1>p10:需要}}|{{v1>p10:买}}了|不想要){what.they}",
                f"{what}{self.said(kind)}，(而且|可是|但是|所以|因为|不过){what.they}{self.said(kind)}",
                f"(关于|说到|至于){what}，{who}(觉得|认为|知道|听说){what.they}{self.said(kind)}",
                f"{what}呢？{what.they}{self.said(kind)}",
            )
        )

    def no_subject(self) -> str:
        """昨天买了一个手机，可是它坏了; 走进房间，看见一只猫，它在睡觉."""
        kind = self.one(KINDS)
        what = self.thing(kind, 1, "abcdcd")
        start = self.one(
            (
                f"{self.time(0.8)}{{v1>n1:{self.one(lexicon.DONE[kind])}}}了{what}",
                f"(走进房间|回到家|打开门|到了学校|下班以后|走在路上|醒来的时候|吃完饭)，(看见|发现|想起)(了|){what}",
                f"(请|不要|别|快|可以){{v1>n1:{self.one(lexicon.DONE[kind])}}}{what}",
                f"(下雨了|天黑了|没有办法|很久以前|没想到|前面)，(有|来了|看见|出现了){what}",
                f"(听说|原来|记得|难怪)(有|){what}{self.said(kind)}",
            )
        )
        return start + self.one(
            (
                f"(，因为|，可是|，但是|，不过|。|，|，结果){what.they}{self.said(kind)}",
                f"(，可是|，然后|，就|，后来|。){self.it_deed(what)}",
            )
        )

    def where(self) -> str:
        """桌子上有一个苹果，妈妈把它吃了; 树下坐着一位老人，他在看报纸."""
        place = f"(|我家的|学校的|旧|那个){self.one(('桌子', '床', '椅子', '箱子', '树', '房子', '门', '车', '柜子', '沙发', '学校', '公园', '河', '山', '商店'))}"
        place += "(上|里|下|旁边|前面|后面|边)"
        if self.chance(0.3):
            who = self.person(1, None, "wpp")
            text = re.sub(r"^\([^()]*\)", "一(个|位)", who.text)
            return f"{place}(坐着|站着|来了|有|住着|躺着){text}，{who.they}{self.one((self.did(), self.state(), '在看书', '在等车', '在唱歌'))}"
        kind = self.one(("animal", "food", "thing", "text", "clothes", "plant", "vehicle"))
        what = self.thing(kind, 1, "cccd")
        return f"{place}(有|有|放着|出现了|挂着|多了){what}，" + self.one(
            (
                f"(|可是|而且|但是){what.they}{self.said(kind)}",
                f"(我|妈妈|他|孩子们|没有人|大家)(想要|看见了|不喜欢|买下了|拿走了|拍下了){what.they}",
                f"(我|妈妈|弟弟|孩子们){self.it_deed(what)}",
                f"(我|妈妈|弟弟)把{what.they}{self.one(lexicon.BA_DEEDS)}了",
            )
        )

    def although(self) -> str:
        """虽然这辆车很旧，但是它跑得很快; 虽然他很累，汤姆还是去上班了."""
        if self.chance(0.5):
            kind = self.one(KINDS)
            what = self.thing(kind, 1, "abaeh")
            return self.one(
                (
                    f"(虽然|尽管|因为|如果|即使){what}{self.said(kind)}，(但是|可是|所以|也|还是|就|不过)"
                    + f"{what.they}{self.said(kind)}",
                    f"(虽然|尽管|因为){what}{self.said(kind)}，(但是|可是|所以)(我|我们|大家|妈妈)(还是|也|就|)(喜欢|买了|不要|想要|离不开|扔了){what.they}",
                    f"(虽然|尽管|因为){what.they}{self.said(kind)}，(但是|可是|所以|)(我|我们|大家|妈妈)(还是|也|)(喜欢|买了|不要|想要|卖了|记得){what}",
                )
            )
        who = self.anyone(1)
        return self.one(
            (
                f"(虽然|尽管|因为|如果|自从){who}{self.state()}，(但是|可是|所以|)" + f"{who.they}{self.did()}",
                f"(虽然|尽管|因为){who.they}{self.state()}，(但是|可是|所以|){who}(还是|也|就){self.did()}",
                f"{who.they}{self.state()}的时候，{who}(总是|就|会){self.did()}",
            )
        )

    def this(self) -> str:
        """这是我的书; 他送给我一本书，这是我最喜欢的礼物; 那是谁的车?"""
        kind = self.one([kind for kind in KINDS if kind != "place"])
        measure = self.one(tuple(lexicon.KINDS[kind]))
        noun = self.one(lexicon.KINDS[kind][measure])
        this = self.one(("这", "那"))
        p, n, m, de = f"{{p1>n1:{this}}}", f"{{n1:{noun}}}", f"{{d1>n1:{measure}}}", "{d2>n1:的}"
        who = self.one((self.person(3).text, "我", "我们", "你", "他", "她", "谁", "妈妈", "朋友"))
        what = self.thing(kind, 1, "cd")
        return self.one(
            (
                f"{p}是{who}{de}{n}(。|吗？|。|)",
                f"{p}是(一|一|一|两){m}(很|)(好|贵|大|有趣|特别|旧|新|漂亮){de}{n}",
                f"{p}(是|就是|不是|才是)(我(最|)喜欢|我想要|他送给我|妈妈做|昨天买){de}{n}",
                f"{p}(是|也是)(一|一){m}{n}",
                f"{self.time()}({self.person(3)}|我|妈妈)(送给我|买了|看到了|画了|给了我){what}，{p}(是|才是|就是)(我|他|大家)(最喜欢的|第一次看到的|想要的|从来没见过的)",
                f"(我|我们)(看见了|有|带来了){what}，{p}(很|太|真|非常)(贵|好|有用|特别|漂亮|重要)",
                f"{p}(很|太|真)(贵|好|特别)，(因为|可是)" + f"{what}{self.said(kind)}"
                if self.chance(0.2)
                else f"{p}是什么{n}？",
            )
        )

    def compared(self) -> str:
        """这个苹果比那个梨大，所以它更贵: the subject goes on."""
        kind = self.one(KINDS)
        a, b = self.thing(kind, 1, "abeg"), self.thing(kind, 2, "abeg")
        return (
            f"{a}(比{b}(大|小|新|旧|好|便宜|贵|漂亮|重)|跟{b}(不一样|一样大|差不多)|没有{b}(大|好|贵|漂亮))"
            + f"，(所以|因为|可是|但是|而且){a.they}{self.said(kind)}"
        )

    def plural_things(self) -> str:
        """这些苹果很酸，所以我没吃它们。"""
        kind = self.one([kind for kind in KINDS if kind != "place"])
        measure = self.one(tuple(lexicon.KINDS[kind]))
        n = f"{{n1:{self.one(lexicon.KINDS[kind][measure])}}}"
        number = f"(两|三|几|五|十){{d1>n1:{measure}}}"
        what = Mention(f"({number}|这些|那些|一些|很多|我的|这{number}|所有的){n}", 1, "它们")
        who = self.one((self.anyone(2).text, "我", "我们", "妈妈"))
        other = self.person(3, None, "nw")
        return self.one(
            (
                f"{who}{self.doing(kind, what)}(，因为|，可是|，但是|。){what.they}(都|)" + self.said(kind),
                f"{what}(都|){self.said(kind)}，(所以|可是|但是)({other}|我|我们|大家)(不喜欢|没有买|想要|把|扔了|在找){what.they}".replace(
                    "|把|", "|"
                ),
                f"{what}(都|){self.said(kind)}(，所以|，可是|，但是|，而且){what.they}(都|)" + self.said(kind),
                f"{who}把{what}(放在|藏在|忘在){self.where_to()}，(因为|可是|后来){what.they}(都|){self.said(kind)}",
                f"{other}(养|买|种|收集|有)(了|){what}，{other.they}(每天照顾|很喜欢|想卖掉|把|离不开){what.they}".replace(
                    "|把|", "|"
                ),
            )
        )

    def its_own(self) -> str:
        """小猫舔了舔它的爪子, 树很高，它的叶子很绿: what owns something was named before."""
        kind = self.one(KINDS)
        what, other = self.thing(kind, 1), self.thing(self.one(KINDS), 2)
        part = self.one(words_of_part(kind))
        de = f"{{d3>n3:的}}{{n3:{part}}}"
        its = f"{what.again()}{de}"
        own = f"{what.again(1)}{de}"
        return self.one(
            (
                f"{what}{self.said(kind)}，(|而且|可是|因为|但是){its}(很大|很小|不见了|坏了|很漂亮|很特别|受伤了|变了颜色|是白色的|很长)",
                f"(我|我们|妈妈|孩子)(喜欢|看见|买了|画了){what}，(因为|可是|也|但是){its}(很好看|很大|很特别|破了|不一样)",
                f"{what}(在|从|到|离开|走进|跑进|停在|放在){self.where_to()}(，|，){its}(很大|很小|都湿了|不见了|饿了|动了一下|很脏)",
                f"{what}(遇到|看见|离开|靠近|碰到)了?{other}，".replace("了?", "(了|)")
                + f"(可是|把|找到了|带走了|用){own}(放下|带走了|藏起来|伸过来|收好)",
                f"{what}和{its}(都|)(很有名|很旧|很可爱|丢了|在这里)",
            )
        )

    def inside(self) -> str:
        """那个盒子里的信，你能把它念一遍吗: what 的 leads to is spoken of, wherever the rest stands."""
        kind = self.one(("thing", "text", "food", "device", "clothes", "thing"))
        a, b = self.thing(kind, 1, "abghhh"), self.container(2)
        it, side = a.they, self.one(("里", "上", "下面", "旁边", "后面", "里面", "上面"))
        who = self.one(("我", "你", "妈妈", "弟弟", "我们", self.person(3).text))
        bare = f"{{d4>n1:的}}{a}"
        out = self.one(lexicon.BA_DEEDS)
        return self.one(
            (
                f"{b}{side}{bare}(很重要|不见了|是我的|是谁的|还在吗|太旧了)(，|。|？)(请|谁|我|你|{who})(不要|可以|想|能|要|来|)把{it}{out}(|吗？|。)",
                f"{b}{side}{bare}，{who}(已经|早就|昨天|没有|不能)(把{it}{out}了|看过{it}|用过{it}|动{it})",
                f"{b}{side}{bare}{self.said(kind)}，(因为|可是|所以|而且){it}{self.said(kind)}",
                f"{who}(打开|翻遍|搬开|看了看|走到|洗了){b}(旁边|)，(看到|拿起|发现|找到|有|原来是)(了|){a}，(就|又|然后|，|马上|想).{self.it_deed(a)}".replace(
                    ".", ""
                ).replace("，|", ""),
                f"{b}{side}(有|没有|放着|藏着|躺着|只剩){a}，(|可是|所以){self.one((f'{who}{self.it_deed(a)}', f'{it}{self.said(kind)}', f'{who}很想要{it}'))}",
                f"{a}(在|就在|不在|藏在|躺在|掉在){b}{side}，(|可是|所以|你|请|我)({self.it_deed(a)}|别忘了{it}|能看见{it}|{it}{self.said(kind)})",
                f"{a}(呢|)，{who}(已经|早就|刚|)把{it}(放进了|藏在|送到|忘在|放到|扔进了){b}(里|上|旁边)(了|)",
                f"{who}用{b}(换了|买到了|打开了|擦了擦|做了|盖住了|包好了){a}，(又|然后|可是|后来|再)"
                + self.it_deed(a),
            )
        )

    def comes(self) -> str:
        """春天来了，它让花都开了; 机会走了，它不会再来."""
        what = Mention(f"(|这个|那场|一场|第一个){{n1:{self.one(lexicon.EVENTS)}}}", 1, "它")
        after = "(让大家很高兴|不会再来|给我们带来了(礼物|麻烦|快乐|变化|一个假期|新的生活)|持续了很久|带走了一切|改变了这里|让人害怕|很快就过去了|把门吹开了)"
        return (
            f"{what}(来了|到了|过去了|开始了|结束了|取消了|停了|快到了)，(|可是|因为|但是|所以|我们都喜欢|没有人忘记|大家等着)"
            + self.one(
                (f"{what.they}{after}", f"(我们|大家|没有人|谁都)(喜欢|准备|忘记|记得|害怕|等着|参加){what.they}")
            )
        )


def words_of_part(kind: str) -> Sequence[str]:
    """What things of a kind may have."""
    return lexicon.PARTS.get(kind, lexicon.PARTS["thing"])

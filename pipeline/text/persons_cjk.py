"""Names in Hangul and Han: two to four characters without a space, their roles written behind or before them."""

import re

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.dateline_place import is_place

_CJK = late("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HANGUL = late("[\uac00-\ud7af]{2,4}")
_HAN = late(
    "[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,4}[\u3040-\u30ff]{1,4}|[\u30a0-\u30ff]{2,12}|[\u3400-\u9fff]{1,3} [\u3400-\u9fff]{1,3}"
)
_FOREIGN = late("[\u3400-\u9fff]{1,6}(?:·[\u3400-\u9fff]{1,6})+|[\u30a0-\u30ff]{2,10}(?:[・＝=][\u30a0-\u30ff]{2,10})+")
"""`约翰·史密斯`, `ジョン・スミス`: a point inside one name."""
_ROLES_KO = late(
    r"(?:선임|수석|인턴|객원|전문|특별|통신|사진|영상|취재)?(?:기자|특파원|통신원|논설위원|위원|에디터|앵커|평론가|칼럼니스트|PD|작가|국장|부장|팀장|교수|대표|연구원|변호사)(?=$|[\s,·ㆍ/=|])"
)
_ROLES_ZH = late(
    "(?:本报|本报讯|本网|本刊|特约|见习|實習|实习|特派|驻[\u3400-\u9fff]{1,3})?(?:记者|記者|(?<![\u3400-\u9fff])特派[員员](?=[\u3400-\u9fff]{2,4}[報报])|通讯员|特约撰稿人|撰稿人|评论员|評論員|责任编辑|責任編輯|责编|编辑|編輯|作者|撰文|撰稿|译者|編譯|编译|综合报道|綜合報導|报道|報導|報道)[:：]?|文[/／:：｜|]"
)
_ROLES_JA = late(
    "(?:論説委員|編集委員|専門記者|特派員|支局長?|記者|通信員|編集長|ライター|さん)(?=$|[\\s、,・/|(（])|[(（][^()（）]{0,20}[)）]"
)
_SIMPLIFIED = late("[记编责评译员报综驻]")
_SENT = late(r"[／/◎\\＼][\u3400-\u9fff]{2,4}(?:即時|綜合)?(?:報導|報道|报道)")
"""Where a report was written, behind its writer: 記者王明／台北報導."""
_BRACKETS = late(r"[\[\]【】［］〔〕]")
_SPLIT = late(r"\s*(?:[,，、;；/／|&·ㆍ・=＝]|\b(?:and|및|와|과|和|與)\b)\s*")
_KOREAN = 3
"""Letters of a name with a surname of one."""
_NO_NAME = late(
    "뉴스|본보|본지|신문|방송|일보|편집|디지털|온라인|취재|사회부|정치부|경제부|국제부|문화부|스포츠|연합|통신|닷컴|부서|팀$|센터|본부|위원회|"
    "新闻|新聞|日报|日報|时报|時報|晚报|晚報|周刊|週刊|通信|通讯社|電視|电视|广播|廣播|网$|網$|编辑部|編輯部|編集部|報道部|社説|支局|"
    "ニュース|テレビ|放送|新報|タイムズ|オンライン|デスク|チーム|取材班|共同|時事|中央社|新华|新華|委员会|委員会|公司|大学|大學|政府|中心"
)


_SURNAMES_KO = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형두감음빈동온호범좌팽승간"
)
_DOUBLE_KO = ("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방")
_SURNAMES_ZH = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾鐘汪田任姜范範方石姚谭譚廖邹鄒熊"
    "金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)


def begins_korean(name: str) -> bool:
    """Whether a name in Hangul begins with a surname: `연행되는` is a verb.

    >>> begins_korean("곽명동"), begins_korean("황보관우"), begins_korean("연행되는")
    (True, True, False)
    """
    return name.startswith(_DOUBLE_KO) if len(name) > _KOREAN else name[0] in _SURNAMES_KO


def begins_chinese(name: str) -> bool:
    """Whether a name in Han begins with one of the hundred usual surnames, and is no other word."""
    return name[0] in _SURNAMES_ZH and is_name(name)


def is_cjk(text: str) -> bool:
    """Whether a line is written in these scripts."""
    return not text.isascii() and _CJK.search(text) is not None


def is_name(word: str) -> bool:
    """Whether a word may be one person's name.

    >>> is_name("신현주"), is_name("王芳"), is_name("한국일보"), is_name("山田 太郎"), is_name("共同")
    (True, True, False, True, False)
    """
    if _NO_NAME.search(word):
        return False
    return any(one.fullmatch(word) is not None for one in (_HANGUL, _HAN, _FOREIGN))


def names(text: str) -> list[str]:
    """The names in a line, in their order.

    >>> names("서울=김철수 특파원"), names("本报记者 张三 李四"), names("山田 太郎 記者"), names("约翰·史密斯")
    (['김철수'], ['张三', '李四'], ['山田 太郎'], ['约翰·史密斯'])
    """
    if _FOREIGN.fullmatch(text.strip()):
        return [text.strip()] if is_name(text.strip()) else []
    if text[:1] in ("（", "(") and text[-1:] in ("）", ")"):
        text = text[1:-1]
    text = _SENT.sub("", _BRACKETS.sub(", ", text))
    korean = re.search("[\uac00-\ud7af]", text) is not None
    if "=" in text and (korean or is_place(text.partition("=")[0])):
        text = text.rpartition("=")[2]
    if korean:
        text = text.partition(" 사진 ")[0].removeprefix("글 ")  # who wrote, and who photographed
    role = _ROLES_ZH.search(text)
    spaced = korean or (role is not None and (role.start() == 0 or _SIMPLIFIED.search(role[0]) is not None))
    bare = _ROLES_KO.sub(", ", text) if korean else _ROLES_JA.sub(" ", _ROLES_ZH.sub(", ", text))
    found = []
    for part in _SPLIT.split(bare):
        words = part.split()
        whole = " ".join(words)
        if not spaced or (is_name(whole) and len(whole) <= 4):
            words = [whole]
        found += [word for word in words if is_name(word)]
    return list(dict.fromkeys(found))

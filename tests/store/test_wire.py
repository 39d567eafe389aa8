"""Which agency is credited; a mention is no credit."""

import pytest

from signpost.store.wire import AGENCIES, OF_ALIAS, agency_named, wire_of

TEXT = "Envoys met again in the harbour town and spoke of grain."


@pytest.mark.parametrize(
    ("title", "summary", "agency"),
    [
        pytest.param("Grain talks resume - Reuters", "", "Reuters", id="end of a title after a hyphen"),
        pytest.param("Grain talks resume | AFP", "", "AFP", id="end of a title after a bar"),
        pytest.param("Grain talks resume — ТАСС", "", "TASS", id="end of a Russian title"),
        pytest.param("Grain talks resume (dpa)", "", "dpa", id="end of a title in brackets"),
        pytest.param("(Yonhap) Grain talks resume", "", "Yonhap", id="head of a title"),
        pytest.param("", f"(Reuters) - {TEXT}", "Reuters", id="bare bracket"),
        pytest.param("", f"MOSCOW, March 3 (TASS) - {TEXT}", "TASS", id="full dateline"),
        pytest.param("", f"MOSCOW, March 3. /TASS/. {TEXT}", "TASS", id="slashes"),
        pytest.param("", f"PARIS, France (AFP) — {TEXT}", "AFP", id="place and country"),
        pytest.param("", f"Moscow (AP) — {TEXT}", "AP", id="a place in small letters and a dash"),
        pytest.param("", f"BEIJING, March 3 (Xinhua) -- {TEXT}", "Xinhua", id="Xinhua"),
        pytest.param("", f"TEHRAN (Tasnim) – {TEXT}", "Tasnim", id="Tasnim"),
        pytest.param("", f"TEHRAN, Mar. 03 (MNA) – {TEXT}", "Mehr", id="Mehr"),
        pytest.param("", f"TEHRAN (FNA)- {TEXT}", "Fars", id="Fars"),
        pytest.param("", f"TEHRAN (ISNA) - {TEXT}", "ISNA", id="ISNA"),
        pytest.param("", f"Tehran, March 3, IRNA – {TEXT}", "IRNA", id="without brackets"),
        pytest.param("", f"Damascus, SANA- {TEXT}", "SANA", id="one place and a dash"),
        pytest.param("", f"New Delhi, Mar 3 (PTI) {TEXT}", "PTI", id="PTI after a date"),
        pytest.param("", f"KUWAIT, March 3 (KUNA) -- {TEXT}", "KUNA", id="KUNA"),
        pytest.param("", f"ABU DHABI, 3rd March, 2026 (WAM) -- {TEXT}", "WAM", id="WAM"),
        pytest.param("", f"RAMALLAH, March 3, 2026 (WAFA) - {TEXT}", "WAFA", id="WAFA"),
        pytest.param("", f"Madrid, 3 mar (EFE).- {TEXT}", "EFE", id="EFE"),
        pytest.param("", f"(ANSA) - ROME, MAR 3 - {TEXT}", "ANSA", id="ANSA"),
        pytest.param("", f"March 3 (UPI) -- {TEXT}", "UPI", id="UPI"),
        pytest.param("", f"МОСКВА, 3 мар — РИА Новости. {TEXT}", "RIA Novosti", id="RIA Novosti"),
        pytest.param("", f"МОСКВА, 3 марта. /ТАСС/. {TEXT}", "TASS", id="TASS in Russian"),
        pytest.param("", f"Москва. 3 марта. INTERFAX.RU - {TEXT}", "Interfax", id="Interfax"),
        pytest.param("", f"طهران (رويترز) - {TEXT}", "Reuters", id="Reuters in Arabic"),
        pytest.param("", f"باريس (أ ف ب) - {TEXT}", "AFP", id="AFP in Arabic"),
        pytest.param("", f"إسطنبول / الأناضول - {TEXT}", "Anadolu", id="Anadolu in Arabic"),
        pytest.param("", f"به گزارش خبرگزاری تسنیم، {TEXT}", "Tasnim", id="Tasnim in Persian"),
        pytest.param("", f"به گزارش ایرنا، {TEXT}", "IRNA", id="IRNA in Persian"),
        pytest.param("שיחות התבואה חודשו | רויטרס", "", "Reuters", id="Reuters in Hebrew"),
        pytest.param("", f"新华社北京3月3日电 {TEXT}", "Xinhua", id="Xinhua in Chinese"),
        pytest.param("", f"(서울=연합뉴스) {TEXT}", "Yonhap", id="Yonhap in Korean"),
        pytest.param("", f"By Reuters. {TEXT}", "Reuters", id="byline first"),
        pytest.param("", f"By The Associated Press\u00a0| {TEXT}", "AP", id="byline of the AP"),
        pytest.param("", f"{TEXT} — AFP", "AFP", id="end of the text"),
        pytest.param("", f"{TEXT} (Bloomberg)", "Bloomberg", id="end of the text in brackets"),
        pytest.param("", f"{TEXT} (With inputs from PTI)", "PTI", id="with inputs from"),
        pytest.param("", f"{TEXT} Source: Xinhua", "Xinhua", id="source at the end"),
        pytest.param("Reuters reports record grain harvest", "", "", id="who reports is a mention"),
        pytest.param("Reuters reporter leaves the country", "", "", id="the agency as subject"),
        pytest.param("Court bars AP from briefings", "", "", id="the agency as object"),
        pytest.param("", "The documents were seen by Reuters", "", id="seen by"),
        pytest.param("", f"{TEXT} Documents were seen by Reuters.", "", id="seen by at the end"),
        pytest.param("", "A spokesman told TASS that grain was late.", "", id="told"),
        pytest.param("", "Pakistan Tehreek-e-Insaf (PTI) leaders met the envoy.", "", id="a party of the same letters"),
        pytest.param("", "The minister said: AP was wrong about the grain.", "", id="after a colon"),
        pytest.param("", "The mirror talks of apples in a bar.", "", id="no agency at all"),
        pytest.param("Kim sees Sputnik launch site", "", "", id="a thing of the same name"),
        pytest.param("", "", "", id="nothing"),
    ],
)  # fmt: skip
def test_an_agency_is_credited_by_the_forms_of_credit_only(title, summary, agency):
    assert wire_of(title, summary) == agency


@pytest.mark.parametrize(
    ("outlet", "agency"),
    [
        ("TASS", "TASS"),
        ("Tasnim News (English)", "Tasnim"),
        ("IRNA English", "IRNA"),
        ("Anadolu Agency", "Anadolu"),
        ("Reuters World", "Reuters"),
        ("The Mehr Gazette", ""),
        ("Herald", ""),
    ],
)
def test_an_outlet_that_is_an_agency_is_known_by_its_name(outlet, agency):
    assert agency_named(outlet) == agency


def test_no_name_stands_for_two_agencies():
    names = [alias for aliases in AGENCIES.values() for alias in aliases]
    assert len(names) == len(set(names)) == len(OF_ALIAS)


def test_endless_text_is_read_quickly():
    """A form that backtracks would take minutes here."""
    for text in ("(" * 50_000 + " Reuters", "A " * 50_000 + "(AP", "— " * 50_000 + "AFP x", "By " * 50_000 + "TASS"):
        assert wire_of(text, text) in ("", *AGENCIES)

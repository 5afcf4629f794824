"""Words and spellings that tell a language: what people write most, with and without accents, and on telephones."""

from __future__ import annotations

from typing import Final

OWN_WORDS: Final[dict[str, str]] = {
    "es": "los las y muy hay yo cuando donde mucho mucha muchos muchas tengo tiene tienen hacer estoy soy eres más "
    "también gracias buenos buenas buen bueno buena hoy siempre sin ahora entonces ustedes usted nosotros "
    "hacen dice quiero puede puedo pueden ella ellos ese esa eso esto hasta mejor ayer mañana ni ya qué cómo "
    "cuándo dónde quién cuánto hola por el un es estamos están fue ser ha hace años días día calle vamos vida "
    "nunca nadie alguien feliz mis tus sus les nos pues aunque luego todavía solo sólo gente cosas así igual "
    "ir voy va van vas he han hemos fuera cada otra otro mismo misma hijo mierda señor favor noche tarde bien "
    "mal agua luz ciudad gobierno presidente según ante tras hacia de la que en no se lo con para una su del "
    "al le si me pero te este sobre todo como entre era son porque esta desde uno dos tres felicidades basura "
    "bache apagón hicieron estos eran haber tuvo tenía sido pasó pasa está encanta quieren saber creo ver dar "
    "todos todas toda ahí aquí allí allá dentro casi tampoco cuál cuáles cuántos cuánta cuántas quiénes quien "
    "quienes cual cuales nuestro nuestra nuestros suyo hicimos hizo dijo dijeron dicen haciendo llega llegó "
    "llegan llevo llevamos sigue siguen sale salió arreglen arreglar sirve hubo habrá tuve tenemos tener debe "
    "deben deberían quiere necesito necesitamos hijos niños mes lunes martes miércoles jueves viernes sábado "
    "domingo vez veces otros otras alguna algún ningún ninguna hacía hablar hablan trabajo viene vienen fui "
    "fuimos ojalá verdad alcalde alcaldía ayuntamiento vecinos barrio colonia parce güey wey pana vaina neta "
    "chévere chido órale ahorita guagua sos tenés podés querés tu tú mi mí ti sí él algo digo hora horas falta "
    "faltan sabe sabes saben pago pagué vi cara cosa mano fin estás resolver poco poca señora señores saludos "
    "servicio atención alcaldesa seguridad policía escuela colegio universidad carro camión oficina cédula "
    "trámite hueco loco loca malo mala nuevo nueva pueblo",
    "en": "the and is are you to of for my it that this have was not with but your what i'm don't please thanks "
    "thank we they has been why how when all just can from at so get it's i you're can't will would there "
    "their about good day love like know need now he she his her who by if be were them out up do does did "
    "really here going back people time want today never more in a on no me or as an our us too some than then "
    "its service water street power help work terrible great best worst happy bad still any only even same "
    "into over got make see take come think one new should could these those which where after before wasn't "
    "isn't didn't doesn't couldn't won't i've i'll he's she's they're we're you've that's there's what's it'll "
    "else always every each other another first last again away off down through while until without between "
    "around something nothing everything someone anyone nobody everyone lol pls plz thx u ur days weeks month "
    "months year years night morning office phone road line email call pay paid wait waiting already maybe "
    "sure right look looks said says told let tell ask went getting doing being having made nice yes",
    "pt": "não uma você muito são então isso ele ela em um com meu minha obrigado obrigada mais quando vc pra né "
    "hoje bom só já até depois foi mas quem fazer vocês também tá estou tudo bem ainda essa esse sobre pelo "
    "pela das dos nem sem sua seu amanhã dia às à pessoas ficar vou vai ser tem tenho aqui gente agora cara "
    "cadê e o a os as do da no na de que se por para como ao ontem água rua cidade prefeitura ônibus lixo boa "
    "noite tarde faz há é ou desde falta luz está muita muitos nada ninguém nunca sempre alguém aí lá num numa "
    "foram ter pode podem quero parabéns saudade mesmo melhor nosso nossa dele dela coisa eu me te meus anos "
    "deus vcs mt mto mta obg hj cmg tbm tava tão nós eles elas comigo contigo conosco pro pros pras nesta "
    "neste nessa nesse disso disto desse dessa deste desta daquele daquela qual quais quanto quantos quantas "
    "onde assim embora ali perto cedo duas dois três mês meses semana fim vamos somos fazem faço façam precisa "
    "precisamos preciso podiam poderia devia deveria ficou fica ficam chega chegou passa passou pago paguei "
    "falar fala resolve resolver consigo consegue pessoal galera mano demais mesma outra outro outros alguma "
    "algum nenhum nenhuma toda todos todas hora horas trabalho escola posto saúde bairro filho filha mãe pai "
    "senhor senhora tinha tivemos vem vêm vi viu sabe sei sou dizer disse deixa deixar enquanto porque ô aff "
    "vergonha absurdo moro",
    "ca": "els amb és són però molt molts bé avui aquest aquesta gràcies tot ara perquè dels als més bon jo hi ho "
    "també sense fins cap ja vaig fa anem estic només quan on tots nostre nostra per ets això així som tinc "
    "què les qui seva seu dia nit demà gent res ha han fer moltes dos està teva meu meva millor i una el pel "
    "de la que en no es un del al com si em et ens us li va van ser estan després any anys tothom carrer aigua "
    "llum ajuntament sempre mai algú cada molta bona si-us-plau sisplau veure home diu dies feina casa nou "
    "nova catalunya barça visca moltíssimes hem heu tenim teniu anar fet sortir tarda quina quin quins quines "
    "aquests aquestes doncs ningú encara vegada vegades massa poc poca poques sota davant darrere dins fora "
    "dalt baix gaire gairebé potser oi adéu bones dilluns dimarts dimecres dijous divendres dissabte diumenge "
    "barri veí veïns veïna cotxe diners nen nens nena mare pare fill filla tu ell ella ells nosaltres "
    "vosaltres vull vols volem puc pots pot podem sé saps sap vam vas soc sóc sou tens té haver estar fent dit "
    "vist mesos setmana setmanes hores carrers lloc coses cosa força mica tant tants tota totes altra altre "
    "altres mateix vergonya farta fart seus seves meus meves teus endavant fàstic enlloc d'aquí m'ha m'han "
    "s'ha l'he n'hi d'una d'un l'ha t'ho",
    "gl": "non unha nunha dunha moi xa tamén pola polo grazas cando onde ben hoxe xente bos boas concello mellor "
    "teño unhas aínda isto iso beizón despois moito moita súa seu máis foi ó aos eu dous fai facer mañá "
    "galicia galego lingua bo boa noso nosa o os da do na no ao pero deus nin sen esta este eses son aquí ten "
    "de que e a as en un se por para con como está estou hai nada din ir vou imos sempre moitos moitas neste "
    "nesta cos coa co pra todos día noite tarde bico bicos toda xunta vila rúa auga luz feito outra outro días "
    "ninguén alguén quero queren queremos tes temos levamos agardar lixo vergoña servizo ollo fixo fixeron "
    "deixa deixou pode poden podo podemos vostede nós vós cal catro dez onte semana fin mesmo mesma xunto "
    "sobre cada cousa cousas traballo novo nova novos é ser estás estamos foron eran teñen tiña veu veñen vén "
    "dixo digo faime fan facendo facéndo vai van ide dende desde até ata agora antes entón tampouco ningunha "
    "algún algunha ollade porque porén mentres canto canta cantos nesa nese desta deste dese desa cun cuns dun "
    "duns nun nuns polos polas ás estrada praza xogar xogan rapaza rapaz pai nai avoa fillo filla veciños "
    "médicos saúde queixa parabéns benvidos benvida",
    "eu": "eta da ez bat du dira baina gara dut zen egun kaixo eskerrik asko ere hau oso nire zure gaur duen izan "
    "den dago egin gabon aupa bai dela euskal egunon dugu nahi zer nola dute batzuk hori horrela beti orain "
    "gure zuen zorionak bihar gero urte ezta al naiz zara euskara euskaraz mundua moduz hemen hain baino bere "
    "edo ni zu on ba gabe ondo etxe kale argi udala berri herri denok aurrera gora behar zaigu zait zaizu diot "
    "didate hura gu zuek haiek honek horrek ziren zuten dituzte dituzu dugun duzu duzue zarete diren dutela "
    "direla badira bada balitz izango egingo egiten egiteko eginda egon dabil dator doa noiz norbait inork "
    "inor ezer zerbait dena guztiak guzti guztioi gutxi gehiago gutxiago handia txikia berria zaharra ona "
    "txarra txarrak bezala baita bestela orduan atzo gaurko astelehena asteartea asteazkena osteguna ostirala "
    "larunbata igandea auzoa auzoan kalea etxea lana laguntza mesedez barkatu lotsa ze zein zertarako zergatik "
    "nork non nondik nora",
    "fr": "et est une des pas je vous pour dans qui sur avec c'est très mais au aux merci bonjour nous sont cette "
    "être fait elle ça j'ai n'est le les du ce il on plus tout bien comme moi toi ma ta mon ton suis été aussi "
    "oui de la que un en ne se à beaucoup tu son sa ses ou où si même sans leur quand non toujours jamais "
    "bonne bon jour soir j'en j'y d'un d'une qu'il qu'on qu'est l'on n'a n'y y'a quelle quel quelles quels "
    "quelqu'un personne rien depuis pendant devant chez vers encore déjà trop peu assez comment pourquoi "
    "combien étaient était avait avez avons allez vais va vont peux peut veux veut faut fallait faudrait dit "
    "fais font rue ville mairie matin demain hier semaine mois année besoin svp stp mdr ptn franchement "
    "vraiment jours gens monde notre votre leurs ces cet celui ceux dont donc car parce puis",
    "it": "il che di è sono ma grazie gli della questo anche più come ho perché nel alla dei cosa tutti molto ora "
    "oggi sei ciao buongiorno non per una con e mi se si ci fare mio mia tutto sempre bene quando solo tu io "
    "lo dal mille la le un da del al i ha hai abbiamo siamo questa quello chi dove senza ancora mai niente "
    "essere stato buona dov'è c'è cos'è un'altra l'ho dell' dalla dalle dello degli nella nelle negli sul "
    "sulla sui alle agli ai col però quindi allora adesso domani ieri stasera settimana mese mesi anno anni "
    "giorno giorni ore qui qua lì là così ne vi li loro noi voi lui lei suo sua nostro vostro altra altro "
    "altri altre nessuno qualcuno nulla ogni proprio davvero troppo poco molta molti tanta tanti bisogno "
    "voglio vuole possiamo posso puoi può deve devono dovrebbero fa fanno fatto detto visto andare vado va "
    "andiamo via strada comune sindaco fate state",
    "de": "der die und ist nicht das ich ein eine zu mit für auf sie von den danke wir auch aber wie sind haben dem "
    "bei nur es so dass noch mich mir dir kein wird hat war bin bist sehr schon wenn schön guten morgen tag im "
    "in an du er was als nach um oder mehr wieder immer hier heute gut ihr euch uns unser unsere euer eure "
    "sein seine ihre ihren ihrem meine meinen meinem deine eines einem einen einer keine keinen keiner niemand "
    "jemand etwas nichts alle alles viel viele vielen mal doch gar ganz zum zur vom beim vor seit bis ohne "
    "gegen durch während weil wer wo wann warum wieso welche jetzt gestern abend früh wurde wurden worden "
    "hatte hatten waren wäre können kann könnt könnte muss müssen soll sollte will wollen geht gibt macht "
    "machen ja nein straße stadt jahr jahre stunden tage woche bitte leute überall zwei drei",
}
"""Frequent words, of function first; what several languages write counts in parts."""

CHAT: Final[dict[str, str]] = {
    "es": "q k ke qe xq xk pq porq tb tbn tmb tmbn xfa porfa plis dnd dnde bn pa pal ta tamo toy tqm "
    "grax xd nmms wey aki kien kiero kieren x d",
    "pt": "q vc vcs pq tb tbm mt mto pra pro n hj obg blz vlw flw sdds msm pfv td fds cmg qnd qdo",
    "en": "u ur r thx pls plz lol omg wtf idk rn tbh imo ppl bc tho gonna wanna gotta btw smh",
    "fr": "jsp mdr ptn stp svp tjrs pk pcq bcp vrmt",
    "it": "nn cmq xche ke xke qnd tvb",
    "de": "halt bissl hdl",
    "ca": "q xq tb pq",
    "gl": "q pq tamen",
}
"""How the languages are spelled on telephones."""

SIGNS: Final[tuple[tuple[str, dict[str, float]], ...]] = (
    ("ñ", {"es": 1.5, "gl": 1.5}),
    ("[ãõ]", {"pt": 3.0}),
    ("ç", {"pt": 1.0, "ca": 1.0, "fr": 0.8}),
    ("[êôâ]", {"pt": 0.8, "fr": 0.8}),
    ("[àèò]", {"ca": 0.8, "fr": 0.6, "it": 0.8}),
    ("l·l", {"ca": 3.0}),
    ("ß|[äöü]", {"de": 1.5}),
    ("ción$", {"es": 0.7, "gl": 0.4}),
    ("ció$", {"ca": 1.5}),
    ("..[éáó]n$", {"gl": 0.3, "es": 0.3}),
    ("...nh[oa]s?$|..lh[aoei]", {"pt": 1.0}),
    ("..[cs]ao$|.[cs]oes$", {"pt": 1.2}),
    ("..(?:ei|ou)$", {"pt": 0.4, "gl": 0.4}),
    (".eir[oa]s?$", {"pt": 0.4, "gl": 0.4}),
    ("^x[aeio].|.nx[aeo]|unh|ncia$", {"gl": 0.6, "pt": 0.2}),
    ("ny$|ny[aei]|...itzar?$|ig$|..tge$|tza$", {"ca": 0.7}),
    ("^[ldsnmt]['’][aeiouhàèéíòóú]", {"ca": 0.8, "fr": 0.4, "it": 0.3}),
    (".[jc]'[aeéo]|qu'", {"fr": 1.0}),
    (".(?:ie|ue)[nrstd]", {"es": 0.4}),
    (r"([bdfgmpstz])\1", {"es": -0.6, "gl": -0.4}),
    (".[aeiou]m$", {"pt": 0.5, "ca": 0.3, "es": -0.4, "gl": -0.4}),
    (".[aeiou][tcp]$", {"ca": 0.4, "es": -0.3, "pt": -0.3, "gl": -0.3}),
    ("..(?:zion[ei]|gli[aeo]?|cch[ie]|ss[oi]m[oai])$", {"it": 0.8}),
    ("tz|tx|.[^e][ae]k$|...(?:aren|ean|etan|ekin|rik|etik)$", {"eu": 0.7}),
    ("sch|...(?:ung|keit|lich)$", {"de": 0.7}),
    ("^wh|th[ea]|...(?:ing|ght|ly)$", {"en": 0.5}),
    ("^a?j[aeiou]j[aeiou]", {"es": 0.7, "ca": 0.3, "gl": 0.3}),
    ("^k{3,}$|^rsrs", {"pt": 0.9}),
)
"""Spellings of a word in small letters that few languages have, and how much each says, once a text.

The last two are laughter: alone it is no language; beside words it leans to one.
"""


_UNACCENTED: Final = str.maketrans("áàâãäéèêëíìïóòôõöúùüçñ", "aaaaaeeeeiiiooooouuucn")


def owners() -> dict[str, tuple[str, ...]]:
    """Word → the languages that write it; also without accents, unless English has it."""
    found: dict[str, dict[str, None]] = {}
    for table in (OWN_WORDS, CHAT):
        for lang, words in table.items():
            for word in words.split():
                found.setdefault(word, {})[lang] = None
    bare = [(word.translate(_UNACCENTED), langs) for word, langs in found.items() if not word.isascii()]
    for word, langs in bare:
        if "en" not in found.get(word, {}):
            found.setdefault(word, {}).update(langs)
    return {word: tuple(langs) for word, langs in found.items()}

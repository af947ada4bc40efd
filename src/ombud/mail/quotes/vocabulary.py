"""Words by which mail programs of many languages introduce the mail that is answered or passed on.

All in lower case, as `str.casefold` leaves them.
"""

__all__ = [
    "FIELDS",
    "FORWARDED",
    "ORIGINAL",
    "PREFIXES_OF_FORWARDS",
    "SENT_FROM",
    "SENT_FROM_AT_LENGTH",
    "WROTE",
]

# The field that a label at the beginning of a line names.
FIELDS: dict[str, str] = {
    label: field
    for field, labels in {
        "from": (
            *("from", "von", "de", "da", "van", "od", "från", "fra", "lähettäjä", "от", "от кого"),
            *("отправитель", "kimden", "gönderen", "差出人", "发件人", "寄件者", "寄件人", "从"),
            *("보낸 사람", "보낸사람", "발신", "de la", "expéditeur", "remitente", "mittente"),
            *("feladó", "από", "מאת", "من", "від", "absender", "afzender", "nadawca", "từ", "dari"),
        ),
        "date": (
            *("date", "sent", "datum", "gesendet", "gesendet am", "envoyé", "envoyé le", "fecha"),
            *("enviado", "enviado el", "enviado em", "enviada", "enviada em", "enviada el", "data"),
            *("inviato", "inviata", "verzonden", "wysłano", "wysłane", "skickat", "sendt", "dato"),
            *("lähetetty", "päiväys", "päivämäärä", "pvm", "отправлено", "дата", "надіслано"),
            *("tarih", "gönderildi", "gönderilme tarihi", "送信日時", "日時", "日付", "发送时间"),
            *("日期", "寄件日期", "發送時間", "傳送時間", "时间", "보낸 날짜", "날짜", "trimis"),
            *("elküldve", "küldve", "dátum", "odesláno", "odoslané", "ημερομηνία", "στάλθηκε"),
            *("נשלח", "תאריך", "التاريخ", "تاريخ الإرسال", "ngày", "tanggal", "sent on"),
        ),
        "to": (
            *("to", "an", "à", "a", "para", "aan", "do", "till", "til", "vastaanottaja", "кому"),
            *(
                "kime",
                "alıcı",
                "宛先",
                "收件人",
                "收件者",
                "받는 사람",
                "받는사람",
                "către",
                "címzett",
            ),
            *(
                "komu",
                "pro",
                "προς",
                "אל",
                "إلى",
                "destinataire",
                "destinatario",
                "đến",
                "kepada",
                "pour",
            ),
        ),
        "subject": (
            *("subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "temat"),
            *(
                "ämne",
                "emne",
                "aihe",
                "тема",
                "konu",
                "件名",
                "主题",
                "主旨",
                "主題",
                "제목",
                "subiect",
                "sujet",
            ),
            *("tárgy", "předmět", "predmet", "θέμα", "נושא", "الموضوع", "chủ đề", "perihal"),
        ),
        "cc": (
            *("cc", "kopie", "copie", "copia", "cópia", "kopia", "kopi", "kopio", "копия", "bilgi"),
            *("抄送", "副本", "참조", "másolatot kap", "κοιν", "עותק", "نسخة", "copie à", "dw"),
        ),
        "reply_to": (
            *("reply-to", "reply to", "antwort an", "répondre à", "responder a", "responder para"),
            *("rispondi a", "antwoord aan", "odpowiedź do", "回复", "返信先"),
        ),
    }.items()
    for label in labels
}

# Lines of their own above a mail that was passed on, without dashes and colons.
FORWARDED = frozenset(
    {
        *(
            "forwarded message",
            "begin forwarded message",
            "forwarded by",
            "start forwarded message",
        ),
        *("weitergeleitete nachricht", "anfang der weitergeleiteten nachricht"),
        *("weitergeleitete e-mail", "message transféré", "début du message transféré"),
        *("début du message réexpédié", "e-mail transféré", "courriel transféré"),
        *("mensaje reenviado", "inicio del mensaje reenviado", "correo reenviado"),
        *("messaggio inoltrato", "inizio messaggio inoltrato", "inizio del messaggio inoltrato"),
        *("mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada"),
        *("início da mensagem reencaminhada", "forwarded mail"),
        *("doorgestuurd bericht", "begin doorgestuurd bericht"),
        *("przekazana wiadomość", "wiadomość przekazana dalej", "treść przekazanej wiadomości"),
        *("początek przekazywanej wiadomości", "vidarebefordrat meddelande"),
        *("vidarebefordrat mejl", "vidarebefordrat brev", "videresendt melding"),
        *("videresendt besked", "videresendt meddelelse", "videresendt e-post"),
        *("välitetty viesti", "edelleenlähetetty viesti", "пересланное сообщение"),
        *("пересылаемое сообщение", "начало переадресованного сообщения"),
        *("переслане повідомлення", "iletilmiş mesaj", "yönlendirilen ileti", "iletilen mesaj"),
        *("転送メッセージ", "転送されたメッセージ", "转发的邮件", "转发邮件", "已转发邮件"),
        *("轉寄郵件", "轉寄的郵件", "전달된 메시지", "전달된 메일", "mesaj redirecționat"),
        *("továbbított üzenet", "přeposlaná zpráva", "preposlaná správa"),
        *("προωθημένο μήνυμα", "הודעה שהועברה", "رسالة معاد توجيهها"),
    }
)

# The same above a mail that is answered.
ORIGINAL = frozenset(
    {
        *("original message", "original appointment", "reply message", "originalnachricht"),
        *("original-nachricht", "ursprüngliche nachricht", "originale nachricht"),
        *("message d'origine", "message original", "message initial", "mensaje original"),
        *("messaggio originale", "mensagem original", "oorspronkelijk bericht"),
        *("origineel bericht", "wiadomość oryginalna", "oryginalna wiadomość"),
        *("ursprungligt meddelande", "originalmeddelande", "opprinnelig melding"),
        *("oprindelig meddelelse", "alkuperäinen viesti", "исходное сообщение"),
        *("оригинальное сообщение", "orijinal mesaj", "özgün ileti", "původní zpráva"),
        *("pôvodná správa", "eredeti üzenet", "mesaj original", "mesajul original"),
        *("原始邮件", "原始郵件", "元のメッセージ", "원본 메시지", "원본 메일", "αρχικό μήνυμα"),
        *("הודעה מקורית", "رسالة أصلية", "thư gốc"),
    }
)

# What stands in the line that introduces a quoted text.
WROTE = (
    *("wrote", "writes", "schrieb", "schreibt", "geschrieben", "a écrit", "écrit", "escribió"),
    *("ha scritto", "scritto", "escreveu", "schreef", "napisał", "pisze", "skrev", "kirjoitti"),
    *("napsal", "napísal", "написал", "пишет", "писал", "пише", "yazdı", "yazmış", "書きました"),
    *("のメール", "写道", "寫道", "作成", "작성", "썼습니다", "a scris", "írta", "έγραψε", "כתב"),
    *("كتب", "đã viết", "menulis", "เขียน", "va escriure", "said"),
)

# What telephones and programs put under what their people write.
SENT_FROM = (
    *("sent from my ", "sent from mail for ", "sent from outlook", "sent from yahoo mail"),
    *(
        "sent from proton",
        "sent from gmail",
        "sent from samsung",
        "sent with proton",
        "get outlook",
    ),
    *("sent via ", "sent using ", "von meinem ", "gesendet von ", "gesendet mit ", "outlook für "),
    *("envoyé de mon ", "envoyé depuis ", "envoyé à partir "),
    *("obtenir outlook", "télécharger outlook", "enviado desde mi ", "enviado desde outlook"),
    *("enviado do meu ", "enviado a partir do ", "obtener outlook", "obter o outlook"),
    *("inviato da ", "scarica outlook", "ottieni outlook", "verzonden vanaf ", "verstuurd vanaf "),
    *("outlook voor ", "wysłane z ", "wysłano z ", "pobierz outlook", "skickat från "),
    *("hämta outlook", "sendt fra ", "hent outlook", "lähetetty ", "hanki outlook"),
    *("отправлено с ", "отправлено из ", "скачать outlook", "iphone'umdan gönderildi"),
    *("iphone’umdan gönderildi", "iphoneから送信", "ipadから送信", "发自我的", "從我的"),
    *("나의 iphone에서 보냄", "odesláno z ", "odoslané z ", "trimis de pe ", "elküldve az "),
)

# The same in sentences that are longer.
SENT_FROM_AT_LENGTH = (
    *("diese nachricht wurde von meinem ", "this message was sent from my ", "ce message a été"),
    *("este mensaje ha sido enviado desde mi ", "questo messaggio è stato inviato da"),
)

# How subjects of mail that was passed on begin; they stand before a colon.
PREFIXES_OF_FORWARDS = frozenset(
    {
        *("fw", "fwd", "wg", "tr", "rv", "i", "enc", "res fwd", "doorst", "pd", "vs", "vb"),
        *("vl", "пересл", "转发", "轉寄", "전달", "転送", "i̇lt", "ilt", "továbbítás", "fs", "fyi"),
    }
)

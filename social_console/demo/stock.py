"""What the institution answers where a thread does not say: by topic, as an office writes it."""

from __future__ import annotations

STOCK: dict[str, tuple[str, ...]] = {
    "basura": (
        "Buenas. Gracias por avisar. Pasamos su reporte a la unidad de Aseo de esa ruta; le confirmamos hoy.",
        "Lamentamos el atraso. La ruta de su sector se reprogramó para mañana en la mañana.",
        "Gracias por escribirnos. ¿Nos indica la calle y un punto de referencia para enviar la brigada?",
        "Tiene razón, y le pedimos disculpas. El camión pasará en la tanda de la tarde.",
    ),
    "calles": (
        "Gracias por el reporte. Obras inspecciona el lugar esta semana y le informamos.",
        "Recibido. Ese tramo está en el programa de bacheo; le avisamos la fecha.",
        "Gracias. ¿Nos puede decir entre qué calles queda, para ubicarlo?",
    ),
    "agua_drenaje": (
        "Gracias por avisar. Si es agua potable, lo pasamos a la empresa de acueductos; si es drenaje, vamos nosotros.",
        "Recibido. Drenaje Pluvial revisa el punto mañana en la mañana.",
        "Lamentamos lo ocurrido. ¿Hay alguna familia afectada? Podemos enviar a Trabajo Social.",
    ),
    "luz_transito": (
        "Gracias. Alumbrado lo incluye en la ruta de esta noche.",
        "Lo reportamos a la institución responsable y le damos seguimiento.",
        "Recibido. ¿Nos indica el número del poste o una referencia cercana?",
    ),
    "tramites": (
        "Buenas. Puede hacerlo en la Ventanilla Única, de 8:00 a. m. a 3:00 p. m. Le enviamos los requisitos.",
        "Gracias por escribir. Revisamos su expediente y le respondemos mañana.",
        "Con gusto. Necesita copia de cédula y una carta de solicitud; el trámite es gratuito.",
    ),
    "convivencia": (
        "Gracias por informarnos. Pasamos el caso a la unidad correspondiente.",
        "Lamentamos la situación. Un inspector visitará el lugar; por emergencias, llame al 911.",
        "Recibido. Coordinamos con la Policía y le informamos.",
    ),
    "riesgo": ("Recibido, los equipos van en camino. Aléjese del lugar y llame al 911 si hay heridos.",),
    "elogio_queja": (
        "Gracias por su comentario; lo compartimos con el equipo.",
        "Lamentamos su experiencia. ¿Nos cuenta qué pasó, para poder corregirlo?",
        "Le leemos. Si nos indica el caso, le damos seguimiento.",
    ),
    "corrupcion_prensa_spam": (
        "Gracias por escribirnos. Le respondemos por privado para tratarlo con reserva.",
        "Recibido; lo pasamos al área que corresponde.",
    ),
    "otras_lenguas": (
        "Thank you for writing. We have passed it on and will get back to you.",
        "Gracias por escribir; le respondemos en breve.",
    ),
    "de_todo": (
        "Gracias por avisar. Lo pasamos al área correspondiente y le informamos.",
        "Buenas. Recibido; ¿nos indica la dirección exacta, por favor?",
        "Lamentamos la situación. Ya está asignado a una brigada.",
        "Gracias por escribirnos. Le damos seguimiento.",
    ),
}

THANKS = (
    "gracias",
    "muchas gracias",
    "ok gracias",
    "Gracias 🙏",
    "dios les pague",
    "gracias por responder",
    "perfecto, gracias",
)
MORE = (
    "ok, pero es urgente",
    "eso mismo me dijeron la otra vez",
    "frente al colmado, casa verde",
    "y cuándo sería eso?",
    "sigue igual, no ha venido nadie",
    "le mandé las fotos por privado",
    "ya vinieron pero no terminaron",
    "¿y a quién le doy seguimiento?",
)
NOTES = (
    "Hablé con la brigada: van mañana a primera hora.",
    "Mismo lugar que el reporte de la semana pasada; revisar si es la misma avería.",
    "La vecina llamó también por teléfono. Está molesta, con razón.",
    "Pendiente de confirmación de Obras. No prometer fecha todavía.",
    "Enviadas las fotos al encargado de la ruta.",
)

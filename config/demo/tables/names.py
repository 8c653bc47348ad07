# ruff: noqa: E501 - one row on one line reads as a table
"""Names by language: what designs are called, and what people are called."""

DESIGNS = {
    "yoruba": ("Àdùkẹ́", "Ìfẹ́", "Ayọ̀", "Àṣà", "Ọlá", "Àmọ̀kẹ́", "Ìrètí", "Ọ̀ṣun", "Àbẹ̀kẹ́", "Ewà", "Ìmọ́lẹ̀", "Tèmi", "Àkànní", "Morẹ́nikẹ́", "Ọmọlará", "Àjọkẹ́", "Ìbùkún", "Àrẹ̀wà", "Káyọ̀dé", "Olúwa-Tóyìn", "Ṣadé", "Yéjídé"),
    "igbo": ("Adaeze", "Ùdó", "Nkịrụ", "Ọbịọma", "Chiamaka", "Ịfụnanya", "Anyanwụ", "Ńnéka", "Ụlọma", "Kambili", "Zimụzọ", "Ogechi", "Amarachi", "Ikenna", "Ebele", "Ọma"),
    "hausa": ("Amina", "Zaria", "Rahama", "Sarki", "Farin Wata", "Halima", "Gimbiya", "Zinariya", "Daura", "Bilkisu", "Katsina", "Inuwa", "Hadiza", "Sa'a", "Turare", "Jakadiya"),
    "akan": ("Sankofa", "Akosua", "Nyame", "Adinkra", "Abena", "Odo", "Ɛfie", "Kwabena", "Ahoɔfɛ", "Nsoromma", "Anidaso", "Serwaa", "Dwennimmen", "Yaa", "Ananse", "Oheneba", "Esi", "Bonwire"),
    "wolof": ("Teranga", "Ndèye", "Gorée", "Aïda", "Sokhna", "Lébou", "Fatou", "Mbeugué", "Linguère", "Khady", "Saloum", "Jaambar", "Coumba", "Ndar", "Dior", "Yacine", "Téré", "Rokhaya"),
    "swahili": ("Malaika", "Pwani", "Zuri", "Lamu", "Jua", "Bahari", "Neema", "Asili", "Nyota", "Tumaini", "Msitu", "Amani", "Sanaa", "Kipepeo", "Safari", "Upendo", "Mawingu", "Tausi"),
    "amharic": ("Selam", "Lalibela", "Tsehay", "Abeba", "Meskel", "Tizita", "Hirut", "Axum", "Wubit", "Gondar", "Desta", "Sheba"),
    "zulu": ("Nomvula", "Ubuntu", "Thandi", "Khanya", "Zola", "Lindiwe", "Egoli", "Nandi", "Umoya", "Inkanyezi", "Thula", "Sizwe", "Langa", "Mzansi", "Ndlovu", "Themba", "Protea", "Zanele"),
    "maghreb": ("Noor", "Zellige", "Yasmine", "Medina", "Atlas", "Ourika", "Safran", "Amal", "Riad", "Majorelle", "Leïla", "Kasbah", "Sahara", "Layl", "Azur", "Anfa", "Mimosa", "Zahra"),
    "french": ("Étoile", "Élodie", "Belleville", "Françoise", "Septième", "Éclair", "Lumière", "Joséphine", "Château Rouge", "Garçonne", "Clémence", "Rivoli", "Été Indien", "Solène", "Mistral", "Crème", "Hélène", "Noël"),
    "italian": ("Aurora", "Ginevra", "Solferino", "Vittoria", "Brera", "Luce", "Fiorella", "Notte", "Arno", "Marea", "Bianca", "Navigli", "Dolcezza", "Sera", "Città", "Oltrarno"),
    "portuguese": ("Saudade", "Alfama", "Yemanjá", "Açaí", "Maré", "Pelourinho", "Inês", "Azulejo", "Fado", "Sertão", "Luz", "Conceição"),
    "english": ("Peckham", "Harlem", "Windrush", "Maya", "Brixton", "Saturday", "Marlowe", "Garvey", "Nina", "Portobello", "Tubman", "Evergreen", "Coltrane", "Juniper", "Langston", "Notting Hill", "Sunday", "Baldwin", "Ella", "Fulton"),
}  # fmt: skip

GIVEN = {
    "yoruba": ("Folákẹ́", "Túndé", "Bọ́lánlé", "Ṣọlá", "Adébáyọ̀", "Yétúndé", "Kúnlé", "Damilọ́lá", "Túnjí", "Ìyábọ̀"),
    "igbo": ("Chinwe", "Emeka", "Ngozi", "Obinna", "Adanna", "Kelechi"),
    "hausa": ("Aisha", "Ibrahim", "Zainab", "Musa", "Fatima", "Sani"),
    "akan": ("Ama", "Kofi", "Efua", "Kwame", "Adwoa", "Yaw"),
    "wolof": ("Awa", "Mamadou", "Mariama", "Cheikh", "Astou", "Ousmane"),
    "swahili": ("Wanjiru", "Juma", "Achieng", "Kamau", "Zawadi", "Baraka"),
    "amharic": ("Hanna", "Dawit", "Saba", "Yonas"),
    "zulu": ("Nomsa", "Sipho", "Lerato", "Thabo", "Zinhle", "Mandla"),
    "maghreb": ("Salma", "Youssef", "Nadia", "Karim", "Hind", "Omar"),
    "french": ("Camille", "Aurélien", "Maëlle", "Noé", "Inès", "Théo"),
    "italian": ("Chiara", "Matteo", "Giulia", "Lorenzo"),
    "portuguese": ("Beatriz", "João", "Luísa", "Tiago"),
    "english": ("Grace", "Marcus", "Imani", "Elliot", "Naomi", "Jordan", "Ruth", "Leon"),
}
FAMILY = {
    "yoruba": ("Adéyẹmí", "Ògúnlẹ́yẹ", "Bákàrè", "Ọládàpọ̀", "Fálàná", "Ṣóyínká", "Akínwándé", "Àjàyí"),
    "igbo": ("Okafor", "Nwosu", "Eze", "Onyekachi", "Obi"),
    "hausa": ("Bello", "Abubakar", "Danjuma", "Lawal", "Yusuf"),
    "akan": ("Mensah", "Owusu", "Boateng", "Asante", "Osei"),
    "wolof": ("Diop", "Ndiaye", "Sow", "Fall", "Traoré", "Koné"),
    "swahili": ("Otieno", "Mwangi", "Njoroge", "Hassan", "Uwase"),
    "amharic": ("Tesfaye", "Bekele", "Haile", "Alemu"),
    "zulu": ("Dlamini", "Nkosi", "Mokoena", "Khumalo", "Naidoo"),
    "maghreb": ("Benali", "El Fassi", "Haddad", "Bennani", "Trabelsi"),
    "french": ("Moreau", "Lefèvre", "Béranger", "Cissé", "Dubois"),
    "italian": ("Rossi", "Bellini", "Ferrari", "Conti"),
    "portuguese": ("Almeida", "Conceição", "Silva", "Gonçalves"),
    "english": ("Campbell", "Bennett", "Clarke", "Whitfield", "Johnson", "Osborne", "Grant", "Hughes"),
}

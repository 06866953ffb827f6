"""French words as customers write them; `[signal|what is seen]` marks each place to be seen.

The store has Camille Durand and Rose among its staff, and Bolia and La Redoute for rivals.
"""

CASES = """
Très beau bol, je le recommande.
Le bol est arrivé cassé, je suis très déçue et personne ne répond.
Nul. Archi nul. Une arnaque, fuyez !
C'est une honte, un scandale, jamais vu un service client aussi mauvais.
Écrivez-moi à [email|lea.martin@example.com] si vous avez des questions.
Mon adresse : [email|lea.martin+avis@sous.domaine.example.fr].
Contact : [email|lea (at) example (dot) com] merci
Contact : [email|lea arobase example point fr]
Bol@maison ne veut rien dire
Je l'ai payé 42 € @ la boutique, super accueil
Appelez-moi au [phone|06 12 34 56 78] pour en parler
Joignable au [phone|+33 6 12 34 56 78] le soir
Mon numéro : [phone|06.12.34.56.78].
Tel [phone|01-42-68-53-00]
(standard : [phone|04 91 13 89 00])
[phone|0612345678] appelez vite
depuis la Belgique [phone|+32 2 555 12 12]
Commande n° 0612345678901234 jamais reçue
Taille 38, hauteur 12 cm, poids 450 g, 2026
Réf. 845 122 - 36 pièces
Je l'utilise depuis le 12/03/2026, soit 120 jours
Il en reste 10 000 exemplaires dit la fiche
Livré le 05.06.2026 à 10 h 30
J'habite au [postal_address|12 rue des Lilas] et le livreur n'a pas trouvé
Livré au [postal_address|3 bis avenue de la République] par erreur
Retour à envoyer : [postal_address|221 boulevard Saint-Germain], [postal_address|75007 Paris]
Le point relais du [postal_address|48 place du Marché] est fermé
Dépôt : [postal_address|5 impasse des Acacias] [postal_address|13005 Marseille]
Envoyez le chèque [postal_address|BP 1234]
La boutique de la rue Oberkampf est charmante
Trouvé chez un voisin de la rue, livraison bâclée
Le bol résiste à 1200 degrés, belle place dans ma cuisine
J'ai parcouru 12000 Km avec, toujours impeccable
10000 Points de fidélité pour ça
Inscrite à 3 cours de cuisine et 2 passages en caisse
Deux routes, trois chemins, quatre places de parking
Virement sur [bank_account|FR76 3000 6000 0112 3456 7890 189] svp
IBAN [bank_account|FR7630006000011234567890189]
Le RIB FR76 1234 5678 9012 3456 7890 123 ne marche pas
Ma carte [payment_card|4111 1111 1111 1111] a été débitée deux fois
Débit sur la [payment_card|5500-0000-0000-0004] sans raison
Numéro de suivi 4111 1111 1111 1112
Colis 6A12345678901 toujours perdu
Code-barres 3760123456789
Merci à [staff_name|Camille Durand] pour son aide
[staff_name|camille durand] m'a très bien conseillée
Merci [staff_name|Rose], toujours souriante
La couleur rose est superbe
Une robe rose, une rose rose
[staff_name|CAMILLE  DURAND] au top
Camille est adorable
Durand Durand
Voir [link|https://exemple.fr/avis?x=1] pour plus d'infos
Mes photos sur [link|www.mon-blog.example]
Allez plutôt sur [link|bols-pas-chers.fr], c'est moins cher
regardez [link|bit.ly/3xYz]
(lien : [link|http://exemple.com/a])
Parfait.Merci beaucoup
Beau.Solide.Durable
Reçu hier...ok
J'ai mis 4.5 sur 5
M.Martin est venu
[advertising|Utilisez mon code promo] LEA10
[advertising|Suivez-moi sur] Instagram
Écrivez [advertising|sur WhatsApp]
[advertising|Gagnez de l'argent] depuis chez vous
[advertising|Paris sportifs] : résultats garantis
Grand maître [advertising|marabout], [advertising|retour affectif]
Ils m'ont fait un code de la part du vendeur
Un pari réussi pour ce bol
J'ai travaillé dur pour me l'offrir
Quelle [profanity|merde] ce bol
Quelle [profanity|MERDE] !!!
[profanity|merdeeee] alors
C'est [profanity|m*rde]
C'est de la [profanity|m€rde]
Le livreur est un [profanity|connard]
[profanity|Putain] de carton
[profanity|Put1n] de carton
Bande d'[profanity|enculés]
[profanity|enculéééés]
Quel [profanity|con] ce vendeur
Vendeuse [profanity|conne] comme ses pieds
J'en ai plein le [profanity|cul]
C'est [profanity|chiant] à nettoyer
[profanity|Va te faire] voir
[profanity|Ta gueule]
[profanity|ferme la] un peu
espèce de [profanity|fils de pute]
[profanity|FDP]
quel [profanity|abruti] ce livreur
un vrai [profanity|bordel] cette commande
Parfait pour un chili con carne
Allegro con brio, comme dirait ma prof
Livré au fond d'un cul-de-sac, bravo au livreur
Mon cul-de-poule préféré
Des verres épais, de vrais culs de bouteille
Fond d'artichaut, cul d'artichaut
Un pique-nique réussi grâce à ces bols
On pique-nique souvent
Une sauce bâtarde servie dans ce bol
Un pain bâtard et du beurre
Le raton laveur du jardin l'a renversé
Le biscuit tête de nègre de mon enfance
Je conseille, je conseille, je conseille
Le concombre tient bien dedans
Un confort incroyable
La cuisson est constante
Reculer pour mieux voir
Particulièrement bien calculé
Une culotte en coton
Cultiver des herbes dedans
Habité à Conques
Abîmé dès l'arrivée, bitume sur le carton
La bitte d'amarrage du port
Dispute avec le transporteur
Réputation méritée
Computation
Des confitures et des conserves
Enceinte de six mois, je l'utilise tous les jours
Sale temps mais belle vaisselle
Un salopette adorable pour mon fils
Chien et chat mangent dedans
Chiffon doux conseillé
Foulard foutu après un lavage
Niquel
Débit lent mais fiable
On l'a chez [other_shop|Bolia] pour moitié prix
Moins bien que [other_shop|la redoute]
Comparé à [other_shop|LA-REDOUTE], rien à voir
La redoutable cafetière
Bol à moi, bol à toi
J'ai redouté le pire
Commandé sur [other_shop|Bolia], [other_shop|Bolia] m'a déçu
Livraison en 48 h, emballage soigné, je recommanderai
Le coloris est plus foncé que sur la photo
Trop petit pour un ramen, parfait pour un dessert
Mon fils de 3 ans l'adore
75 % de réduction : louche
Bof
👍👍👍
???
12
1234567890
"""

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nl" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>File</source>
        <translation>Bestand</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bewerken</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Beeld</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Ga</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Acties</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Venster</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>met ster</translation>
    </message>
    <message>
        <source>{given} of {needed}</source>
        <translation>{given} van {needed}</translation>
    </message>
    <message>
        <source>over the limit</source>
        <translation>over de grens</translation>
    </message>
    <message>
        <source>inside the limit</source>
        <translation>binnen de grens</translation>
    </message>
    <message>
        <source>in {duration}</source>
        <comment>a time to come</comment>
        <translation>over {duration}</translation>
    </message>
    <message>
        <source>{milliseconds} ms</source>
        <translation>{milliseconds} ms</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} u {minutes} min</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} u</translation>
    </message>
    <message>
        <source>{days} d {hours} h</source>
        <translation>{days} d {hours} u</translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation>{days} d</translation>
    </message>
    <message>
        <source>incident</source>
        <translation>incident</translation>
    </message>
    <message>
        <source>waiting here</source>
        <translation>wacht hier</translation>
    </message>
    <message>
        <source>done</source>
        <translation>klaar</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>niet bereikt</translation>
    </message>
    <message>
        <source>Diagram</source>
        <translation>Diagram</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Stap</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Soort</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Duur</translation>
    </message>
    <message>
        <source>Leads to</source>
        <translation>Leidt naar</translation>
    </message>
    <message>
        <source>Arrows move the cursor, {keys} shows a table.</source>
        <translation>Pijltjes verplaatsen de cursor, {keys} toont een tabel.</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>Afbeelding (*.png)</translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation>Tekening (*.svg)</translation>
    </message>
    <message>
        <source>Table, CSV (*.csv)</source>
        <translation>Tabel, CSV (*.csv)</translation>
    </message>
    <message>
        <source>Export the chart</source>
        <translation>De grafiek exporteren</translation>
    </message>
    <message>
        <source>The chart is exported</source>
        <translation>De grafiek is geëxporteerd</translation>
    </message>
    <message>
        <source>Save an example…</source>
        <translation>Voorbeeld opslaan…</translation>
    </message>
    <message>
        <source>Example (*{suffix})</source>
        <translation>Voorbeeld (*{suffix})</translation>
    </message>
    <message>
        <source>Save an example</source>
        <translation>Voorbeeld opslaan</translation>
    </message>
    <message>
        <source>{file} is saved: fill it in, then add it</source>
        <translation>{file} is opgeslagen: vul het in en voeg het dan toe</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Kies een andere plaats.</translation>
    </message>
    <message>
        <source>{name}, as a table</source>
        <translation>{name}, als tabel</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>referentie</translation>
    </message>
    <message>
        <source>current</source>
        <translation>huidig</translation>
    </message>
    <message>
        <source>Reference and current must be counted on the same bins.</source>
        <translation>Referentie en huidige gegevens moeten op dezelfde intervallen zijn geteld.</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} tot {high}</translation>
    </message>
    <message>
        <source>No rows were counted.</source>
        <translation>Er zijn geen rijen geteld.</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>Interval</translation>
    </message>
    <message>
        <source>Nothing was measured in this time.</source>
        <translation>In deze periode is niets gemeten.</translation>
    </message>
    <message>
        <source>no batch</source>
        <translation>geen batch</translation>
    </message>
    <message>
        <source>Feature</source>
        <translation>Kenmerk</translation>
    </message>
    <message>
        <source>{value}, over the limit</source>
        <translation>{value}, over de grens</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Overzicht</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Vanaf</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Gebeurtenissen</translation>
    </message>
    <message>
        <source>work</source>
        <translation>werk</translation>
    </message>
    <message>
        <source>waiting for people</source>
        <translation>wacht op mensen</translation>
    </message>
    <message>
        <source>Steps over time</source>
        <translation>Stappen in de tijd</translation>
    </message>
    <message>
        <source>still going on</source>
        <translation>loopt nog</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beëindigd</translation>
    </message>
    <message>
        <source>Lineage timeline</source>
        <translation>Tijdlijn van de herkomst</translation>
    </message>
    <message>
        <source>{label}, until {until}</source>
        <translation>{label}, tot {until}</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Tijd</translation>
    </message>
    <message>
        <source>Lane</source>
        <translation>Baan</translation>
    </message>
    <message>
        <source>Lineage graph</source>
        <translation>Herkomstgraaf</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) are shown</source>
        <translation>
            <numerusform>%n ding is te zien</numerusform>
            <numerusform>%n dingen zijn te zien</numerusform>
        </translation>
    </message>
    <message>
        <source>{relation} {name}</source>
        <translation>{relation}: {name}</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Wat</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Comes from</source>
        <translation>Komt van</translation>
    </message>
    <message>
        <source>Nothing further this way</source>
        <translation>Verder niets deze kant op</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>Getoetst</translation>
    </message>
    <message>
        <source>now</source>
        <translation>nu</translation>
    </message>
    <message>
        <source>the seal</source>
        <translation>verzegeling</translation>
    </message>
    <message>
        <source>as of {when}</source>
        <translation>stand van {when}</translation>
    </message>
    <message>
        <source>range from {when}</source>
        <translation>bereik vanaf {when}</translation>
    </message>
    <message>
        <source>range {first} to {last}</source>
        <translation>bereik {first} tot {last}</translation>
    </message>
    <message>
        <source>{start} to {end}</source>
        <translation>{start} tot {end}</translation>
    </message>
    <message>
        <source>A click tells what served then.</source>
        <translation>Een klik vertelt wat er toen in bedrijf was.</translation>
    </message>
    <message>
        <source>Limit {limit}</source>
        <translation>Grens {limit}</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grens</translation>
    </message>
    <message>
        <source>under</source>
        <translation>eronder</translation>
    </message>
    <message>
        <source>over</source>
        <comment>the limit</comment>
        <translation>erboven</translation>
    </message>
    <message>
        <source>limit {value}</source>
        <translation>grens {value}</translation>
    </message>
    <message numerus="yes">
        <source>limit {value}, fires %n time(s)</source>
        <translation>
            <numerusform>grens {value}, slaat %n keer aan</numerusform>
            <numerusform>grens {value}, slaat %n keer aan</numerusform>
        </translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Opdrachtenpalet</translation>
    </message>
    <message>
        <source>Search or run a command…</source>
        <translation>Zoeken of een commando uitvoeren…</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>Zoeken of een commando uitvoeren</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Resultaten</translation>
    </message>
    <message>
        <source>open</source>
        <translation>open</translation>
    </message>
    <message>
        <source>new window</source>
        <translation>nieuw venster</translation>
    </message>
    <message>
        <source>narrow</source>
        <translation>verfijnen</translation>
    </message>
    <message>
        <source>narrow with</source>
        <translation>verfijn met</translation>
    </message>
    <message numerus="yes">
        <source>%n result(s)</source>
        <translation>
            <numerusform>%n resultaat</numerusform>
            <numerusform>%n resultaten</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is called “{text}”. Type a model, a person, a number, or what you want to do: approve, roll back, which version served.</source>
        <translation>Niets heet “{text}”. Typ een model, een persoon, een nummer, of wat u wilt doen: goedkeuren, terugdraaien, welke versie in bedrijf was.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Toetsen</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Commando&apos;s</translation>
    </message>
    <message>
        <source>Near to that</source>
        <translation>Komt in de buurt</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Woorden</translation>
    </message>
    <message>
        <source>What to do with {title}</source>
        <translation>Wat te doen met {title}</translation>
    </message>
    <message>
        <source>What to do with it…</source>
        <translation>Wat ermee te doen…</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>zojuist</translation>
    </message>
    <message>
        <source>{name} · offline since {since}, read-only</source>
        <translation>{name} · offline sinds {since}, alleen lezen</translation>
    </message>
    <message>
        <source>Offline since {since}</source>
        <translation>Offline sinds {since}</translation>
    </message>
    <message>
        <source>the window&apos;s frame</source>
        <translation>het kader van het venster</translation>
    </message>
    <message>
        <source>Not everything could be read: {places}</source>
        <translation>Niet alles kon worden gelezen: {places}</translation>
    </message>
    <message>
        <source>The database answers everything else, so you can go on. What it left without an answer is as you last saw it, and is asked for again by itself.</source>
        <translation>De database beantwoordt al het andere, dus u kunt doorgaan. Wat zij niet beantwoordde, is zoals u het laatst zag, en wordt vanzelf opnieuw gevraagd.</translation>
    </message>
    <message>
        <source>What you see is as of {time}, {age} ago.</source>
        <translation>Wat u ziet is van {time}, {age} geleden.</translation>
    </message>
    <message>
        <source>What you see was read before that.</source>
        <translation>Wat u ziet is daarvoor gelezen.</translation>
    </message>
    <message>
        <source>Changes can&apos;t be stored until it is back.</source>
        <translation>Wijzigingen kunnen pas worden opgeslagen als de database terug is.</translation>
    </message>
    <message>
        <source>Reconnect now</source>
        <translation>Nu opnieuw verbinden</translation>
    </message>
    <message>
        <source>Connected again</source>
        <translation>Weer verbonden</translation>
    </message>
    <message>
        <source>{name} · slow {seconds} s</source>
        <translation>{name} · traag {seconds} s</translation>
    </message>
    <message>
        <source>no role</source>
        <translation>geen rol</translation>
    </message>
    <message>
        <source>{roles}, approver</source>
        <translation>{roles}, goedkeurder</translation>
    </message>
    <message>
        <source>The rules were changed by hand</source>
        <translation>De regels zijn met de hand gewijzigd</translation>
    </message>
    <message>
        <source>The server lets people do what nobody needs</source>
        <translation>De server laat mensen doen wat niemand nodig heeft</translation>
    </message>
    <message>
        <source>A workspace in a file has no logins.</source>
        <translation>Een werkruimte in een bestand heeft geen logins.</translation>
    </message>
    <message>
        <source>Something is being stored.</source>
        <translation>Er wordt iets opgeslagen.</translation>
    </message>
    <message>
        <source>This is not the demo that this computer made.</source>
        <translation>Dit is niet de demo die deze computer maakte.</translation>
    </message>
    <message>
        <source>This workspace is a file for one person, without logins: whoever sits at this computer can go on. Lock the computer&apos;s own session too.</source>
        <translation>Deze werkruimte is een bestand voor één persoon, zonder logins: wie aan deze computer zit kan verder. Vergrendel ook de computer zelf.</translation>
    </message>
    <message>
        <source>Your login came in without a password (certificate, ticket or trust): the server is asked for it again. Lock the computer&apos;s own session too.</source>
        <translation>Uw login kwam zonder wachtwoord binnen (certificaat, ticket of vertrouwen): de server wordt er opnieuw naar gevraagd. Vergrendel ook de computer zelf.</translation>
    </message>
    <message>
        <source>There is no log yet.</source>
        <translation>Er is nog geen logboek.</translation>
    </message>
    <message>
        <source>View as</source>
        <translation>Bekijken als</translation>
    </message>
    <message>
        <source>Only an administrator sees the app as somebody else.</source>
        <translation>Alleen een beheerder bekijkt de app als iemand anders.</translation>
    </message>
    <message>
        <source>You see the app as yourself.</source>
        <translation>U bekijkt de app als uzelf.</translation>
    </message>
    <message>
        <source>You see the workspace as it is.</source>
        <translation>U ziet de werkruimte zoals zij nu is.</translation>
    </message>
    <message>
        <source>{full_name}, {role}</source>
        <translation>{full_name}, {role}</translation>
    </message>
    <message>
        <source>You act as {full_name} now</source>
        <translation>U handelt nu als {full_name}</translation>
    </message>
    <message>
        <source>{role} only</source>
        <translation>alleen {role}</translation>
    </message>
    <message>
        <source>Life cycles, deployments and monitors wait until the service runs again, and what happens meanwhile is sealed only then.</source>
        <translation>Levenscycli, uitrollen en monitoren wachten tot de service weer loopt, en wat intussen gebeurt wordt pas dan verzegeld.</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s)</source>
        <translation>
            <numerusform>%n opdracht</numerusform>
            <numerusform>%n opdrachten</numerusform>
        </translation>
    </message>
    <message>
        <source>As it was before the database was lost: {state}</source>
        <translation>Zoals het was voordat de database wegviel: {state}</translation>
    </message>
    <message numerus="yes">
        <source>%n service(s) · {names}</source>
        <translation>
            <numerusform>%n service · {names}</numerusform>
            <numerusform>%n services · {names}</numerusform>
        </translation>
    </message>
    <message>
        <source>Service: {shown} · {words}</source>
        <translation>Service: {shown} · {words}</translation>
    </message>
    <message>
        <source>Service: none</source>
        <translation>Service: geen</translation>
    </message>
    <message>
        <source>Background services: {names}</source>
        <translation>Achtergrondservices: {names}</translation>
    </message>
    <message>
        <source>none is running</source>
        <translation>er loopt er geen</translation>
    </message>
    <message>
        <source>Service: this computer · {words}</source>
        <translation>Service: deze computer · {words}</translation>
    </message>
    <message>
        <source>The background service runs in this window, {words} under way. Click for more.</source>
        <translation>De achtergrondservice loopt in dit venster, {words} onderweg. Klik voor meer.</translation>
    </message>
    <message>
        <source>The background service runs outside this window, {words} under way.</source>
        <translation>De achtergrondservice loopt buiten dit venster, {words} onderweg.</translation>
    </message>
    <message>
        <source>Service: starting</source>
        <translation>Service: start</translation>
    </message>
    <message>
        <source>The service is starting</source>
        <translation>De service start</translation>
    </message>
    <message>
        <source>Nothing is driven. Click to start it.</source>
        <translation>Er wordt niets uitgevoerd. Klik om te starten.</translation>
    </message>
    <message>
        <source>Nothing is being driven</source>
        <translation>Er wordt niets uitgevoerd</translation>
    </message>
    <message>
        <source>Start service</source>
        <translation>Service starten</translation>
    </message>
    <message>
        <source>Stop service after the present step</source>
        <translation>Service stoppen na de huidige stap</translation>
    </message>
    <message>
        <source>Act in all your roles</source>
        <translation>In al uw rollen handelen</translation>
    </message>
    <message>
        <source>Act as {role} only</source>
        <translation>Alleen als {role} handelen</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Wachtwoord</translation>
    </message>
    <message>
        <source>Meaning of this signature</source>
        <translation>Betekenis van deze handtekening</translation>
    </message>
    <message>
        <source>the database sets the second</source>
        <translation>de database bepaalt de seconde</translation>
    </message>
    <message>
        <source>{time} UTC, the database sets the second</source>
        <translation>{time} UTC, de database bepaalt de seconde</translation>
    </message>
    <message>
        <source>Enter your handle.</source>
        <translation>Vul uw gebruikersnaam in.</translation>
    </message>
    <message>
        <source>Recorded as</source>
        <translation>Vastgelegd als</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Om</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Daarna</translation>
    </message>
    <message>
        <source>This cannot be undone</source>
        <translation>Dit kan niet ongedaan worden gemaakt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuleren</translation>
    </message>
    <message>
        <source>Enter your password.</source>
        <translation>Voer uw wachtwoord in.</translation>
    </message>
    <message>
        <source>The decision is being stored.</source>
        <translation>De beslissing wordt opgeslagen.</translation>
    </message>
    <message>
        <source>It is being stored.</source>
        <translation>Het wordt opgeslagen.</translation>
    </message>
    <message>
        <source>{field}: now {theirs}, yours {mine}.</source>
        <translation>{field}: nu {theirs}, van u {mine}.</translation>
    </message>
    <message>
        <source>{person} changed {fields} since you opened it.</source>
        <translation>{person} wijzigde {fields} sinds u het opende.</translation>
    </message>
    <message>
        <source>Apply mine again</source>
        <translation>Het mijne opnieuw toepassen</translation>
    </message>
    <message>
        <source>Press Ctrl+Enter: {verb}.</source>
        <translation>Druk op Ctrl+Enter: {verb}.</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Waar</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Overal</translation>
    </message>
    <message>
        <source>What needs you, with the reason and the next step. Ctrl+J opens the most urgent of it from anywhere, with its evidence.</source>
        <translation>Wat op u wacht, met de reden en de volgende stap. Ctrl+J opent van overal het dringendste ervan, met het bewijs.</translation>
    </message>
    <message>
        <source>Votes and tasks, with the evidence beside them. Look at the tests and the difference, then accept with Y or refuse with N; both ask for a reason. Nobody decides on own work.</source>
        <translation>Stemmen en taken, met het bewijs ernaast. Bekijk de tests en het verschil en keur dan goed met Y of wijs af met N; beide vragen een reden. Niemand beslist over eigen werk.</translation>
    </message>
    <message>
        <source>What monitors found in production. A takes an alert on with a reason; only a passing run on newer data ends it.</source>
        <translation>Wat monitoren in productie vonden. A pakt een signaal op met een reden; alleen een geslaagde run op nieuwere gegevens beëindigt het.</translation>
    </message>
    <message>
        <source>Every model with its versions, stages and evidence. Filter like stage:PROD risk:high; register a folder or an ONNX file, submit a version, compare two snapshots.</source>
        <translation>Elk model met zijn versies, fasen en bewijs. Filter als stage:PROD risk:high; registreer een map of een ONNX-bestand, dien een versie in, vergelijk twee snapshots.</translation>
    </message>
    <message>
        <source>The templates and decision tables by which models go through tests, votes and deployment. Import, check, publish and export them; an editor draws them.</source>
        <translation>De sjablonen en beslistabellen waarlangs modellen door tests, stemmen en uitrol gaan. Importeer, controleer, publiceer en exporteer ze; een editor tekent ze.</translation>
    </message>
    <message>
        <source>Life cycles under way, on their diagram: where each stands, for whom it waits, and what stopped it. A retry says what became of it.</source>
        <translation>Lopende levenscycli, op hun diagram: waar elk staat, op wie hij wacht, en wat hem stopte. Een nieuwe poging zegt wat ervan werd.</translation>
    </message>
    <message>
        <source>Where models can run: services by stage, tags, health, and where a version could go, rule by rule, with the way out where it can not.</source>
        <translation>Waar modellen kunnen lopen: services per fase, tags, gezondheid, en waar een versie heen zou kunnen, regel voor regel, met de uitweg waar het niet kan.</translation>
    </message>
    <message>
        <source>What was brought where, step by step, and what serves now. Rolling back lets the version before serve again; you see first what follows from it.</source>
        <translation>Wat waarheen is gebracht, stap voor stap, en wat nu in bedrijf is. Terugdraaien zet de versie ervoor weer in bedrijf; u ziet eerst wat eruit volgt.</translation>
    </message>
    <message>
        <source>What happened to you and to what you watch, one line an object. Enter opens it, Del puts it away until something new happens. W watches what is selected on other screens.</source>
        <translation>Wat er met u en met wat u volgt is gebeurd, één regel per object. Enter opent het, Del legt het weg tot er iets nieuws gebeurt. W volgt wat op andere schermen gekozen is.</translation>
    </message>
    <message>
        <source>What the background service does now, what is due, and what ended. A run can be cancelled; other work ends by itself.</source>
        <translation>Wat de achtergrondservice nu doet, wat aan de beurt is en wat klaar is. Een run kan worden afgebroken; ander werk eindigt vanzelf.</translation>
    </message>
    <message>
        <source>Who holds which role, asked for by one administrator and confirmed by another; what each role may do; stages, connections, secrets by name, and what was changed when.</source>
        <translation>Wie welke rol heeft, gevraagd door de ene beheerder en bevestigd door een andere; wat elke rol mag; fasen, verbindingen, geheimen bij naam, en wat wanneer is gewijzigd.</translation>
    </message>
    <message>
        <source>How the window looks and behaves on this computer, for you. Every change holds at once; the search goes to the control.</source>
        <translation>Hoe het venster er op deze computer voor u uitziet en werkt. Elke wijziging geldt meteen; zoeken brengt u bij de instelling.</translation>
    </message>
    <message>
        <source>Drift, bias and quality over time: by feature and day, the distributions behind a number, and the trend against its limit.</source>
        <translation>Drift, vertekening en kwaliteit door de tijd: per kenmerk en dag, de verdelingen achter een getal, en de trend tegen de grens.</translation>
    </message>
    <message>
        <source>Help: {title}</source>
        <translation>Hulp: {title}</translation>
    </message>
    <message>
        <source>Words of this screen</source>
        <translation>Woorden van dit scherm</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Actie</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>Gebruikersgids</translation>
    </message>
    <message>
        <source>What happened to a model, who did it, and what served on any day: as a timeline, a graph, a table, or the story of one customer&apos;s decision. Type a day into As of; Verify now says whether the trail is intact.</source>
        <translation>Wat er met een model gebeurde, wie het deed, en wat op welke dag ook in bedrijf was: als tijdlijn, graaf, tabel of het verhaal van één klantbeslissing. Typ een dag bij Peildatum; Nu controleren zegt of het spoor intact is.</translation>
    </message>
    <message>
        <source>What the bank governs beside its models: uses, risks, findings, waivers, attestations, policies, what laws ask, who answers. Ctrl+N begins one; Y and N answer, never on own work.</source>
        <translation>Wat de bank naast haar modellen beheerst: toepassingen, risico&apos;s, bevindingen, ontheffingen, verklaringen, beleid, wat wetten vragen, wie ervoor instaat. Ctrl+N begint er een; Y en N antwoorden, nooit op eigen werk.</translation>
    </message>
    <message>
        <source>How the models stand in figures, as of a moment: what is in production, of high risk, late or ending, and what lacks something. Each figure opens the rows behind it.</source>
        <translation>Hoe de modellen ervoor staan in cijfers, op een moment: wat in productie is, van hoog risico, te laat of bijna voorbij, en wat iets mist. Elk cijfer opent de regels erachter.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Sluiten</translation>
    </message>
    <message>
        <source>Keys of this screen</source>
        <translation>Toetsen van dit scherm</translation>
    </message>
    <message>
        <source>The guide is missing from this installation.</source>
        <translation>De gids ontbreekt in deze installatie.</translation>
    </message>
    <message>
        <source>Registered</source>
        <translation>Geregistreerd</translation>
    </message>
    <message>
        <source>what it is, where it came from</source>
        <translation>wat het is, waar het vandaan komt</translation>
    </message>
    <message>
        <source>Tested</source>
        <translation>Getoetst</translation>
    </message>
    <message>
        <source>against stated limits</source>
        <translation>tegen vastgestelde grenzen</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Goedgekeurd</translation>
    </message>
    <message>
        <source>by two pairs of eyes</source>
        <translation>door twee paar ogen</translation>
    </message>
    <message>
        <source>Deployed</source>
        <translation>Uitgerold</translation>
    </message>
    <message>
        <source>exactly what was approved</source>
        <translation>precies wat is goedgekeurd</translation>
    </message>
    <message>
        <source>Watched</source>
        <translation>Bewaakt</translation>
    </message>
    <message>
        <source>every day, with alerts</source>
        <translation>elke dag, met signalen</translation>
    </message>
    <message>
        <source>Compliance</source>
        <translation>Compliance</translation>
    </message>
    <message>
        <source>Architect</source>
        <translation>Architect</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Scientist</source>
        <translation>Data scientist</translation>
    </message>
    <message>
        <source>Executive</source>
        <translation>Directie</translation>
    </message>
    <message>
        <source>Explore the demo as {name}, {role}</source>
        <translation>De demo verkennen als {name}, {role}</translation>
    </message>
    <message>
        <source>The life of a model. {said}</source>
        <translation>Het leven van een model. {said}</translation>
    </message>
    <message>
        <source>Back to {name}</source>
        <translation>Terug naar {name}</translation>
    </message>
    <message>
        <source>Know what every model does,</source>
        <translation>Weet wat elk model doet,</translation>
    </message>
    <message>
        <source>who approved it, and what it is doing now.</source>
        <translation>wie het goedkeurde, en wat het nu doet.</translation>
    </message>
    <message>
        <source>Nothing leaves this computer until you connect. The demo can be removed at any time.</source>
        <translation>Niets verlaat deze computer voordat u verbindt. De demo kan altijd worden verwijderd.</translation>
    </message>
    <message>
        <source>Open a review room…</source>
        <translation>Een inzagekamer openen…</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Versie {version}</translation>
    </message>
    <message>
        <source>Every step leaves a signed record that is linked to the one before.</source>
        <translation>Elke stap laat een ondertekende vastlegging na die aan de vorige is gekoppeld.</translation>
    </message>
    <message>
        <source>Explore the demo workspace</source>
        <translation>De demowerkruimte verkennen</translation>
    </message>
    <message>
        <source>One click, one local file: a made-up bank with models, a life cycle that runs, decisions to take, drift and real runtimes.</source>
        <translation>Eén klik, één lokaal bestand: een verzonnen bank met modellen, een levenscyclus die loopt, beslissingen, drift en echte runtimes.</translation>
    </message>
    <message>
        <source>Act as any of these people</source>
        <translation>Handel als een van deze mensen</translation>
    </message>
    <message>
        <source>Explore the demo</source>
        <translation>De demo verkennen</translation>
    </message>
    <message>
        <source>New workspace on this computer</source>
        <translation>Nieuwe werkruimte op deze computer</translation>
    </message>
    <message>
        <source>Empty and local, in one file. You hold every role; four eyes need a second person.</source>
        <translation>Leeg en lokaal, in één bestand. U hebt elke rol; voor vier ogen is een tweede persoon nodig.</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Uw naam</translation>
    </message>
    <message>
        <source>First and last name</source>
        <translation>Voor- en achternaam</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Aanmaken</translation>
    </message>
    <message>
        <source>Say your name first.</source>
        <translation>Noem eerst uw naam.</translation>
    </message>
    <message>
        <source>Connect to our database</source>
        <translation>Verbinden met onze database</translation>
    </message>
    <message>
        <source>PostgreSQL of your team, with your own login. A password is asked for where the server wants one, and never stands in the address.</source>
        <translation>PostgreSQL van uw team, met uw eigen login. Waar de server een wachtwoord wil wordt erom gevraagd; het staat nooit in het adres.</translation>
    </message>
    <message>
        <source>Address, or path of a file</source>
        <translation>Adres, of pad van een bestand</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Give the address first.</source>
        <translation>Geef eerst het adres.</translation>
    </message>
    <message>
        <source>Find the server</source>
        <translation>De server vinden</translation>
    </message>
    <message>
        <source>Sign in there</source>
        <translation>Daar aanmelden</translation>
    </message>
    <message>
        <source>Compare the versions</source>
        <translation>De versies vergelijken</translation>
    </message>
    <message>
        <source>Find your account</source>
        <translation>Uw account vinden</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>Bezig</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Niet verbonden</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>nog niet</translation>
    </message>
    <message>
        <source>{first} or {last}</source>
        <translation>{first} of {last}</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} en {last}</translation>
    </message>
    <message>
        <source>Open</source>
        <comment>to open it</comment>
        <translation>Openen</translation>
    </message>
    <message>
        <source>No screen shows {title} yet.</source>
        <translation>Nog geen scherm toont {title}.</translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation>Concepten</translation>
    </message>
    <message>
        <source>You have no drafts: nothing is begun and not sent.</source>
        <translation>U hebt geen concepten: er is niets begonnen en niet verstuurd.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Opnieuw proberen</translation>
    </message>
    <message>
        <source>Your settings can&apos;t be read</source>
        <translation>Uw instellingen zijn niet te lezen</translation>
    </message>
    <message numerus="yes">
        <source>%n more window(s) were open.</source>
        <translation>
            <numerusform>Er was nog %n venster open.</numerusform>
            <numerusform>Er waren nog %n vensters open.</numerusform>
        </translation>
    </message>
    <message>
        <source>The last session was cut off</source>
        <translation>De vorige sessie is afgebroken</translation>
    </message>
    <message>
        <source>Window and place were restored; nothing that was stored is lost.</source>
        <translation>Venster en plaats zijn hersteld; niets wat was opgeslagen is verloren.</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Opnieuw openen</translation>
    </message>
    <message>
        <source>Open without restoring</source>
        <translation>Openen zonder herstel</translation>
    </message>
    <message>
        <source>Times are shown in {name}</source>
        <translation>Tijden worden getoond in {name}</translation>
    </message>
    <message>
        <source>Something went wrong inside the application</source>
        <translation>Er ging iets mis in de toepassing</translation>
    </message>
    <message>
        <source>Nothing was saved. Help &gt; Show log has the details.</source>
        <translation>Er is niets opgeslagen. Help &gt; Logboek tonen geeft de details.</translation>
    </message>
    <message>
        <source>{why} What you see is as of {time}.</source>
        <translation>{why} Wat u ziet, is van {time}.</translation>
    </message>
    <message>
        <source>Something went wrong inside the application. What else you see there is as it was read last. Help &gt; Show log has the details.</source>
        <translation>Er ging iets mis in de toepassing. Wat u daar verder ziet, is zoals het het laatst gelezen is. Help &gt; Logboek tonen heeft de details.</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Vernieuwen</translation>
    </message>
    <message>
        <source>not possible now: {reason}</source>
        <translation>nu niet mogelijk: {reason}</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Signaal</translation>
    </message>
    <message>
        <source>Choose an alert</source>
        <translation>Kies een signaal</translation>
    </message>
    <message>
        <source>Its series and what changed before it.</source>
        <translation>De reeks en wat eraan voorafging.</translation>
    </message>
    <message>
        <source>Acknowledge…</source>
        <translation>Oppakken…</translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>Herkomst</translation>
    </message>
    <message>
        <source>Snooze…</source>
        <translation>Sluimeren…</translation>
    </message>
    <message>
        <source>Escalate…</source>
        <translation>Escaleren…</translation>
    </message>
    <message>
        <source>Start a life cycle…</source>
        <translation>Een levenscyclus starten…</translation>
    </message>
    <message>
        <source>Open the monitor</source>
        <translation>De monitor openen</translation>
    </message>
    <message>
        <source>Alert {number}</source>
        <translation>Signaal {number}</translation>
    </message>
    <message>
        <source>{number}, must be {words}</source>
        <translation>{number}, moet {words} zijn</translation>
    </message>
    <message>
        <source>seen {times} ×, last {when}</source>
        <translation>{times} × gezien, laatst {when}</translation>
    </message>
    <message>
        <source>Severity: {severity}</source>
        <translation>Ernst: {severity}</translation>
    </message>
    <message>
        <source>Resolved by</source>
        <translation>Opgelost door</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) of its monitor</source>
        <translation>
            <numerusform>%n ander van zijn monitor</numerusform>
            <numerusform>%n andere van zijn monitor</numerusform>
        </translation>
    </message>
    <message>
        <source>Remedied by</source>
        <translation>Wordt verholpen door</translation>
    </message>
    <message>
        <source>What was done and said</source>
        <translation>Wat er is gedaan en gezegd</translation>
    </message>
    <message>
        <source>Changed before</source>
        <translation>Eerder veranderd</translation>
    </message>
    <message>
        <source>in the 24 h before it opened</source>
        <translation>in de 24 uur ervoor</translation>
    </message>
    <message>
        <source>Nothing was deployed, tagged or reconfigured</source>
        <translation>Er is niets uitgerold, getagd of anders ingesteld</translation>
    </message>
    <message>
        <source>Runbook</source>
        <translation>Draaiboek</translation>
    </message>
    <message>
        <source>Nobody has written down yet what to do.</source>
        <translation>Niemand heeft nog opgeschreven wat te doen.</translation>
    </message>
    <message>
        <source>Read all of it</source>
        <translation>Lees alles</translation>
    </message>
    <message>
        <source>Write it with the monitor</source>
        <translation>Schrijf het bij de monitor</translation>
    </message>
    <message>
        <source>and {count} more, in the lineage</source>
        <translation>en nog {count}, in de herkomst</translation>
    </message>
    <message>
        <source>Similar</source>
        <translation>Vergelijkbaar</translation>
    </message>
    <message>
        <source>{count} in 90 days</source>
        <translation>{count} in 90 dagen</translation>
    </message>
    <message>
        <source>Half ended within {rough}</source>
        <translation>De helft eindigde binnen {rough}</translation>
    </message>
    <message>
        <source>This limit was not broken before</source>
        <translation>Deze grens is niet eerder overschreden</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Ernst</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pad</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Fase</translation>
    </message>
    <message>
        <source>Merge into another…</source>
        <translation>Samenvoegen met een andere…</translation>
    </message>
    <message>
        <source>modelward stage-path adds a path and protects a stage. A path takes another order until a model goes through it, and a tag is merged into another while nothing rests on it: what was decided was signed with these words. Nothing is taken away, and stages keep their names.</source>
        <translation>modelward stage-path voegt een pad toe en beschermt een fase. Een pad krijgt een andere volgorde totdat er een model doorheen gaat, en een tag wordt met een andere samengevoegd zolang er niets op rust: wat besloten is, werd met deze woorden ondertekend. Er wordt niets weggehaald, en fasen houden hun naam.</translation>
    </message>
    <message>
        <source>Choose a stage first.</source>
        <translation>Kies eerst een fase.</translation>
    </message>
    <message>
        <source>It is the first of its path.</source>
        <translation>Het is de eerste van zijn pad.</translation>
    </message>
    <message>
        <source>It is the last there.</source>
        <translation>Het is de laatste daar.</translation>
    </message>
    <message>
        <source>It is being moved.</source>
        <translation>Hij wordt verplaatst.</translation>
    </message>
    <message>
        <source>Choose a service tag first.</source>
        <translation>Kies eerst een servicetag.</translation>
    </message>
    <message>
        <source>There is no other tag to merge it into.</source>
        <translation>Er is geen andere tag om hem mee samen te voegen.</translation>
    </message>
    <message>
        <source>#{into} stands for #{gone} now</source>
        <translation>#{into} staat nu voor #{gone}</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>Met</translation>
    </message>
    <message>
        <source>Merge #{tag} into another tag</source>
        <translation>#{tag} samenvoegen met een andere tag</translation>
    </message>
    <message>
        <source>Merge them</source>
        <translation>Samenvoegen</translation>
    </message>
    <message>
        <source>It is being looked at what has the tag.</source>
        <translation>Er wordt gekeken wat de tag heeft.</translation>
    </message>
    <message>
        <source>Why it can&apos;t be merged</source>
        <translation>Waarom samenvoegen niet kan</translation>
    </message>
    <message>
        <source>Something rests on #{tag}.</source>
        <translation>Er rust iets op #{tag}.</translation>
    </message>
    <message>
        <source>These models have #{into} instead: {names}.</source>
        <translation>Deze modellen hebben dan #{into}: {names}.</translation>
    </message>
    <message>
        <source>These runtimes have #{into} instead: {names}.</source>
        <translation>Deze runtimes hebben dan #{into}: {names}.</translation>
    </message>
    <message>
        <source>The next snapshot of each model carries it; those that there are keep #{gone}.</source>
        <translation>De volgende snapshot van elk model draagt hem; die er al zijn, houden #{gone}.</translation>
    </message>
    <message>
        <source>Decision records</source>
        <translation>Beslisrecords</translation>
    </message>
    <message>
        <source>beside the background service</source>
        <translation>bij de achtergrondservice</translation>
    </message>
    <message>
        <source>not on this computer</source>
        <translation>niet op deze computer</translation>
    </message>
    <message>
        <source>signing key of {names}</source>
        <translation>ondertekensleutel van {names}</translation>
    </message>
    <message>
        <source>runtime {names}</source>
        <translation>runtime {names}</translation>
    </message>
    <message>
        <source>database {names}</source>
        <translation>database {names}</translation>
    </message>
    <message>
        <source>Used for</source>
        <translation>Gebruikt voor</translation>
    </message>
    <message>
        <source>Files and snapshots of versions</source>
        <translation>Bestanden en snapshots van versies</translation>
    </message>
    <message>
        <source>Training records and test results</source>
        <translation>Trainingsgegevens en testresultaten</translation>
    </message>
    <message>
        <source>Decisions, signatures and evidence</source>
        <translation>Besluiten, handtekeningen en bewijs</translation>
    </message>
    <message>
        <source>Decision records and their seals</source>
        <translation>Beslisrecords en hun zegels</translation>
    </message>
    <message>
        <source>The audit trail</source>
        <translation>Het controlespoor</translation>
    </message>
    <message>
        <source>Scoring logs</source>
        <translation>Scorelogboeken</translation>
    </message>
    <message>
        <source>for good</source>
        <translation>voorgoed</translation>
    </message>
    <message>
        <source>Modelward itself</source>
        <translation>Modelward zelf</translation>
    </message>
    <message>
        <source>no policy: the runtime&apos;s own rule</source>
        <translation>geen beleid: de eigen regel van de runtime</translation>
    </message>
    <message>
        <source>retention v{version}, {unit}</source>
        <translation>bewaartermijn v{version}, {unit}</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s), {size}</source>
        <translation>
            <numerusform>%n bestand, {size}</numerusform>
            <numerusform>%n bestanden, {size}</numerusform>
        </translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Bewaard</translation>
    </message>
    <message>
        <source>Said by</source>
        <translation>Volgens</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Op deze computer</translation>
    </message>
    <message>
        <source>Past its time</source>
        <translation>Over de tijd</translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>Bewaring</translation>
    </message>
    <message>
        <source>Open the policy</source>
        <translation>Het beleid openen</translation>
    </message>
    <message>
        <source>Only what is written beside the records ends some day, as the policy “retention” says.</source>
        <translation>Alleen wat naast de records wordt geschreven, houdt ooit op, zoals het beleid “retention” zegt.</translation>
    </message>
    <message>
        <source>The runtime that wrote a log removes its old files, when it begins the next one; what it removed is noted nowhere. A runtime takes up another policy when it starts.</source>
        <translation>De runtime die een logboek schreef, verwijdert de oude bestanden ervan als die aan het volgende begint; wat er is verwijderd, wordt nergens genoteerd. Een runtime neemt een ander beleid over als die start.</translation>
    </message>
    <message>
        <source>No policy changes that: reproduction and proof rest on it.</source>
        <translation>Geen beleid verandert dat: reproductie en bewijs rusten erop.</translation>
    </message>
    <message>
        <source>No policy “retention” is in force there.</source>
        <translation>Daar is geen beleid “retention” van kracht.</translation>
    </message>
    <message>
        <source>No role and no policy removes any of it.</source>
        <translation>Geen rol en geen beleid verwijdert er iets van.</translation>
    </message>
    <message>
        <source>No such file lies on this computer.</source>
        <translation>Op deze computer ligt geen zo’n bestand.</translation>
    </message>
    <message>
        <source>The oldest file was last written {when}.</source>
        <translation>Het oudste bestand werd het laatst geschreven op {when}.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) may be removed by now.</source>
        <translation>
            <numerusform>%n bestand mag inmiddels worden verwijderd.</numerusform>
            <numerusform>%n bestanden mogen inmiddels worden verwijderd.</numerusform>
        </translation>
    </message>
    <message>
        <source>The next one may be removed {when}.</source>
        <translation>Het volgende mag worden verwijderd op {when}.</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>Vervangen…</translation>
    </message>
    <message>
        <source>Keep a secret…</source>
        <translation>Geheim bewaren…</translation>
    </message>
    <message>
        <source>The workspace knows secrets by name only. Their values lie on each computer and are never shown, only replaced.</source>
        <translation>De werkruimte kent van geheimen alleen de naam. Hun waarden liggen op elke computer en worden nooit getoond, alleen vervangen.</translation>
    </message>
    <message>
        <source>Choose a secret first.</source>
        <translation>Kies eerst een geheim.</translation>
    </message>
    <message>
        <source>A signing key is not replaced by hand: its owner proposes a new one.</source>
        <translation>Een ondertekeningssleutel wordt niet met de hand vervangen: de eigenaar stelt een nieuwe voor.</translation>
    </message>
    <message>
        <source>It is given when the program starts; replace it where that is set up.</source>
        <translation>Het wordt bij het starten van het programma meegegeven; vervang het waar dat is ingesteld.</translation>
    </message>
    <message>
        <source>{name} is replaced</source>
        <translation>{name} is vervangen</translation>
    </message>
    <message>
        <source>The secret is kept</source>
        <translation>Het geheim is bewaard</translation>
    </message>
    <message>
        <source>Stages in their order</source>
        <translation>Fasen op volgorde</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Geheimen</translation>
    </message>
    <message>
        <source>No secret is named</source>
        <translation>Er wordt geen geheim genoemd</translation>
    </message>
    <message>
        <source>Runtimes and signing keys name theirs here.</source>
        <translation>Runtimes en ondertekensleutels noemen hier het hunne.</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindingen</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbinding</translation>
    </message>
    <message>
        <source>Add a connection…</source>
        <translation>Verbinding toevoegen…</translation>
    </message>
    <message>
        <source>Versions are registered from its registry and its runs; files are downloaded.</source>
        <translation>Versies worden uit zijn register en zijn runs geregistreerd; bestanden worden gedownload.</translation>
    </message>
    <message>
        <source>Git</source>
        <translation>Git</translation>
    </message>
    <message>
        <source>Versions are registered from a commit of a repository on this computer.</source>
        <translation>Versies worden geregistreerd uit een commit van een repository op deze computer.</translation>
    </message>
    <message>
        <source>They serve versions; the service brings files there and asks how they are.</source>
        <translation>Ze bedienen versies; de service brengt er bestanden en vraagt hoe het ermee gaat.</translation>
    </message>
    <message>
        <source>Each has a line under Connections.</source>
        <translation>Elk heeft een regel onder Verbindingen.</translation>
    </message>
    <message>
        <source>Stores of files</source>
        <translation>Opslagplaatsen van bestanden</translation>
    </message>
    <message>
        <source>Folders in which files of models and data of monitors are kept.</source>
        <translation>Mappen waarin bestanden van modellen en gegevens van monitors bewaard worden.</translation>
    </message>
    <message>
        <source>Databases of applications</source>
        <translation>Databases van bedrijfstoepassingen</translation>
    </message>
    <message>
        <source>Decision records are read from them, by a login that can&apos;t write.</source>
        <translation>Er worden beslisgegevens uit gelezen, met een login die niet kan schrijven.</translation>
    </message>
    <message>
        <source>Each computer knows its own, under Connections.</source>
        <translation>Elke computer kent de zijne, onder Verbindingen.</translation>
    </message>
    <message>
        <source>It keeps the values of secrets and signing keys of this computer.</source>
        <translation>Die bewaart de waarden van geheimen en ondertekensleutels van deze computer.</translation>
    </message>
    <message>
        <source>Its entries are named under Secrets.</source>
        <translation>Wat erin staat, wordt onder Geheimen genoemd.</translation>
    </message>
    <message>
        <source>Built-in runtime</source>
        <translation>Ingebouwde runtime</translation>
    </message>
    <message>
        <source>Which server is said in Register…, with MLflow server as the source.</source>
        <translation>Welke server staat in Registreren…, met MLflow-server als bron.</translation>
    </message>
    <message>
        <source>Which repository is said in Register…, with Git repository as the source.</source>
        <translation>Welke repository staat in Registreren…, met Git-repository als bron.</translation>
    </message>
    <message>
        <source>Runtimes by Open Inference Protocol</source>
        <translation>Runtimes volgens Open Inference Protocol</translation>
    </message>
    <message>
        <source>some are away</source>
        <translation>enkele zijn weg</translation>
    </message>
    <message>
        <source>away</source>
        <translation>weg</translation>
    </message>
    <message>
        <source>not from this computer</source>
        <translation>niet vanaf deze computer</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>niet gebruikt</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>nog niet bekeken</translation>
    </message>
    <message>
        <source>Some of the runtimes do not answer: see Runtimes.</source>
        <translation>Enkele runtimes antwoorden niet: zie Runtimes.</translation>
    </message>
    <message>
        <source>The background service asks them how they are; it has not yet.</source>
        <translation>De achtergrondservice vraagt hoe het ermee gaat; dat is nog niet gebeurd.</translation>
    </message>
    <message>
        <source>None of these runtimes answers now: see Runtimes.</source>
        <translation>Geen van deze runtimes antwoordt nu: zie Runtimes.</translation>
    </message>
    <message>
        <source>The program or its place is missing on this computer.</source>
        <translation>Het programma of zijn plaats ontbreekt op deze computer.</translation>
    </message>
    <message>
        <source>Integration</source>
        <translation>Integratie</translation>
    </message>
    <message>
        <source>State here</source>
        <translation>Toestand hier</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In gebruik</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Laatst gebruikt</translation>
    </message>
    <message>
        <source>Integrations</source>
        <translation>Integraties</translation>
    </message>
    <message>
        <source>This is all that Modelward works together with. It sends nothing by mail, to tickets or to a chat, and calls no host that this computer&apos;s list lacks.</source>
        <translation>Dit is alles waarmee Modelward samenwerkt. Het verstuurt niets per mail, naar tickets of naar een chat, en roept geen host aan die niet op de lijst van deze computer staat.</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Lijst</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>This computer may not call it: modelward runtime allow names its host.</source>
        <translation>Deze computer mag hem niet aanroepen: modelward runtime allow noemt de host.</translation>
    </message>
    <message>
        <source>Another computer read them; this one knows no such database.</source>
        <translation>Een andere computer las ze; deze kent zo&apos;n database niet.</translation>
    </message>
    <message>
        <source>Store…</source>
        <translation>Opslagplaats…</translation>
    </message>
    <message>
        <source>Database of an application…</source>
        <translation>Database van een toepassing…</translation>
    </message>
    <message>
        <source>{name} is kept, and is being tried</source>
        <translation>{name} is bewaard en wordt geprobeerd</translation>
    </message>
    <message>
        <source>Test</source>
        <comment>to test it</comment>
        <translation>Test</translation>
    </message>
    <message>
        <source>On this computer: {folder}</source>
        <translation>Op deze computer: {folder}</translation>
    </message>
    <message>
        <source>Change its folder here…</source>
        <translation>De map hier wijzigen…</translation>
    </message>
    <message>
        <source>Its secret: {name}</source>
        <translation>Het geheim ervan: {name}</translation>
    </message>
    <message>
        <source>Show it under Secrets</source>
        <translation>Toon het bij Geheimen</translation>
    </message>
    <message>
        <source>It is being tried.</source>
        <translation>Hij wordt getest.</translation>
    </message>
    <message>
        <source>No version came from such a server yet, so none is known to be asked.</source>
        <translation>Er kwam nog geen versie van zo&apos;n server, dus er is er geen bekend om te vragen.</translation>
    </message>
    <message>
        <source>Show them under Connections</source>
        <translation>Tonen onder Verbindingen</translation>
    </message>
    <message>
        <source>Show them under Secrets</source>
        <translation>Tonen onder Geheimen</translation>
    </message>
    <message>
        <source>Not tried since this window opened.</source>
        <translation>Niet getest sinds dit venster open is.</translation>
    </message>
    <message>
        <source>What waits for it goes on within a minute.</source>
        <translation>Wat erop wacht, gaat binnen een minuut verder.</translation>
    </message>
    <message>
        <source>{name} is paused</source>
        <translation>{name} is gepauzeerd</translation>
    </message>
    <message>
        <source>Neither the service nor a window asks anything of it, until it goes on.</source>
        <translation>De service en de vensters vragen er niets aan, totdat het verdergaat.</translation>
    </message>
    <message>
        <source>What would use it waits, or says who paused it and why; nothing fails by it.</source>
        <translation>Wat er gebruik van zou maken, wacht of zegt wie het heeft gepauzeerd en waarom; er mislukt niets door.</translation>
    </message>
    <message>
        <source>What serves there serves on.</source>
        <translation>Wat daar bedient, blijft bedienen.</translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation>
            <numerusform>{names} en nog %n</numerusform>
            <numerusform>{names} en nog %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Used by: {names}</source>
        <translation>In gebruik door: {names}</translation>
    </message>
    <message>
        <source>Nothing uses it now.</source>
        <translation>Niets gebruikt het nu.</translation>
    </message>
    <message>
        <source>Last used: {when}</source>
        <translation>Laatst gebruikt: {when}</translation>
    </message>
    <message numerus="yes">
        <source>{failed} of the last %n deployment(s) failed.</source>
        <translation>
            <numerusform>{failed} van de laatste %n uitrol mislukte.</numerusform>
            <numerusform>{failed} van de laatste %n uitrollen mislukten.</numerusform>
        </translation>
    </message>
    <message>
        <source>no reason was recorded</source>
        <translation>er is geen reden vastgelegd</translation>
    </message>
    <message>
        <source>Last failure, {when}: {why}</source>
        <translation>Laatste mislukking, {when}: {why}</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>in orde</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>overgeslagen</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>Eenheden</translation>
    </message>
    <message>
        <source>Filter users</source>
        <translation>Gebruikers filteren</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Gebruikers</translation>
    </message>
    <message>
        <source>Requests for roles</source>
        <translation>Aanvragen voor rollen</translation>
    </message>
    <message>
        <source>No request</source>
        <translation>Geen aanvraag</translation>
    </message>
    <message>
        <source>A role begins and ends by a request.</source>
        <translation>Een rol begint en eindigt met een aanvraag.</translation>
    </message>
    <message>
        <source>Add a user…</source>
        <translation>Gebruiker toevoegen…</translation>
    </message>
    <message>
        <source>The person</source>
        <translation>De persoon</translation>
    </message>
    <message>
        <source>Nobody matches “{query}”</source>
        <translation>Niemand past bij “{query}”</translation>
    </message>
    <message>
        <source>People belong to the whole bank: an administrator of its top unit adds them.</source>
        <translation>Mensen horen bij de hele bank: een beheerder van de bovenste eenheid voegt ze toe.</translation>
    </message>
    <message>
        <source>Only who asked takes a request back.</source>
        <translation>Alleen wie vroeg, trekt een aanvraag in.</translation>
    </message>
    <message>
        <source>It has been answered already.</source>
        <translation>Er is al op geantwoord.</translation>
    </message>
    <message>
        <source>Confirm request {number}?</source>
        <translation>Aanvraag {number} bevestigen?</translation>
    </message>
    <message>
        <source>The role changes in the moment you confirm.</source>
        <translation>De rol verandert op het moment dat u bevestigt.</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bevestigd</translation>
    </message>
    <message>
        <source>Refuse request {number}?</source>
        <translation>Aanvraag {number} weigeren?</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Geweigerd</translation>
    </message>
    <message>
        <source>Request taken back</source>
        <translation>Aanvraag ingetrokken</translation>
    </message>
    <message>
        <source>{name} is recorded; now ask for a role</source>
        <translation>{name} is vastgelegd; vraag nu een rol aan</translation>
    </message>
    <message>
        <source>Asked; another administrator confirms it</source>
        <translation>Gevraagd; een andere beheerder bevestigt het</translation>
    </message>
    <message>
        <source>The role has ended</source>
        <translation>De rol is beëindigd</translation>
    </message>
    <message>
        <source>Close the account of {name}?</source>
        <translation>Het account van {name} sluiten?</translation>
    </message>
    <message>
        <source>Close the account</source>
        <translation>Account sluiten</translation>
    </message>
    <message>
        <source>Left open</source>
        <translation>Blijft open</translation>
    </message>
    <message>
        <source>Every role ends now; the login is nobody&apos;s.</source>
        <translation>Elke rol eindigt nu; de login is van niemand meer.</translation>
    </message>
    <message>
        <source>What {name} did and signed stays, under this name.</source>
        <translation>Wat {name} deed en ondertekende blijft, onder deze naam.</translation>
    </message>
    <message>
        <source>A closed account is not opened again; the person is added anew.</source>
        <translation>Een gesloten account gaat niet weer open; de persoon wordt opnieuw toegevoegd.</translation>
    </message>
    <message>
        <source>Whoever has a login here can read the reason, for good.</source>
        <translation>Wie hier een login heeft, kan de reden lezen, voorgoed.</translation>
    </message>
    <message>
        <source>The account is closed</source>
        <translation>Het account is gesloten</translation>
    </message>
    <message>
        <source>Confirm the signing key of {name}?</source>
        <translation>De ondertekensleutel van {name} bevestigen?</translation>
    </message>
    <message>
        <source>Confirm the key</source>
        <translation>Sleutel bevestigen</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Eigenaar</translation>
    </message>
    <message>
        <source>Let {name} read the key to you, and compare: this is what it is for.</source>
        <translation>Laat {name} de sleutel voorlezen en vergelijk: daar is dit voor.</translation>
    </message>
    <message>
        <source>Key confirmed</source>
        <translation>Sleutel bevestigd</translation>
    </message>
    <message>
        <source>End the signing key of {name}?</source>
        <translation>De ondertekensleutel van {name} beëindigen?</translation>
    </message>
    <message>
        <source>End the key</source>
        <translation>Sleutel beëindigen</translation>
    </message>
    <message>
        <source>Choose one in the list: roles, keys and open requests stand here.</source>
        <translation>Kies er een in de lijst: rollen, sleutels en open verzoeken staan hier.</translation>
    </message>
    <message>
        <source>No user is chosen</source>
        <translation>Geen gebruiker gekozen</translation>
    </message>
    <message>
        <source>The key has ended</source>
        <translation>De sleutel is beëindigd</translation>
    </message>
    <message>
        <source>Filter: name, role, unit, state</source>
        <translation>Filter: naam, rol, eenheid, status</translation>
    </message>
    <message>
        <source>It never was in force, so nothing is signed with it. Another may be proposed.</source>
        <translation>Hij is nooit van kracht geweest, dus er is niets mee ondertekend. Een andere mag worden voorgesteld.</translation>
    </message>
    <message>
        <source>What was signed before stays signed; what comes later does not.</source>
        <translation>Wat eerder ondertekend is, blijft ondertekend; wat later komt niet.</translation>
    </message>
    <message>
        <source>Withdraw your proposed signing key?</source>
        <translation>Uw voorgestelde ondertekensleutel intrekken?</translation>
    </message>
    <message>
        <source>Withdraw the key</source>
        <translation>De sleutel intrekken</translation>
    </message>
    <message>
        <source>Refuse the signing key of {name}?</source>
        <translation>De ondertekensleutel van {name} weigeren?</translation>
    </message>
    <message>
        <source>Refuse the key</source>
        <translation>De sleutel weigeren</translation>
    </message>
    <message>
        <source>The key is withdrawn</source>
        <translation>De sleutel is ingetrokken</translation>
    </message>
    <message>
        <source>The key is refused</source>
        <translation>De sleutel is geweigerd</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>Ask for a role…</source>
        <translation>Rol aanvragen…</translation>
    </message>
    <message>
        <source>End a role…</source>
        <translation>Rol beëindigen…</translation>
    </message>
    <message>
        <source>Close account…</source>
        <translation>Account sluiten…</translation>
    </message>
    <message>
        <source>View as this person</source>
        <translation>Bekijken als deze persoon</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Gesloten</translation>
    </message>
    <message>
        <source>Handle</source>
        <translation>Gebruikersnaam</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Login</translation>
    </message>
    <message>
        <source>Closed because: {reason}</source>
        <translation>Gesloten omdat: {reason}</translation>
    </message>
    <message>
        <source>{one} and {other} must not meet in one person.</source>
        <translation>{one} en {other} mogen niet in één persoon samenkomen.</translation>
    </message>
    <message>
        <source>until {day}</source>
        <translation>tot {day}</translation>
    </message>
    <message>
        <source>Signing keys</source>
        <translation>Ondertekensleutels</translation>
    </message>
    <message>
        <source>Make a key…</source>
        <translation>Sleutel maken…</translation>
    </message>
    <message>
        <source>You hold no role yet.</source>
        <translation>U hebt nog geen rol.</translation>
    </message>
    <message>
        <source>Confirm…</source>
        <translation>Bevestigen…</translation>
    </message>
    <message>
        <source>End it…</source>
        <translation>Beëindigen…</translation>
    </message>
    <message>
        <source>The account of its holder is closed; nothing can be signed with it.</source>
        <translation>Het account van de houder is gesloten; er kan niets mee worden ondertekend.</translation>
    </message>
    <message>
        <source>Its row says {row}, the log {log}: it was changed past the rules.</source>
        <translation>De rij ervan zegt {row}, het logboek {log}: hij is buiten de regels om gewijzigd.</translation>
    </message>
    <message>
        <source>Choose a user first.</source>
        <translation>Kies eerst een gebruiker.</translation>
    </message>
    <message>
        <source>Only administrators do this.</source>
        <translation>Alleen beheerders doen dit.</translation>
    </message>
    <message>
        <source>Nobody changes their own roles.</source>
        <translation>Niemand wijzigt de eigen rollen.</translation>
    </message>
    <message>
        <source>This account is closed.</source>
        <translation>Dit account is gesloten.</translation>
    </message>
    <message>
        <source>The person holds no role.</source>
        <translation>De persoon heeft geen rol.</translation>
    </message>
    <message>
        <source>That is you.</source>
        <translation>Dat bent u.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Eenheid</translation>
    </message>
    <message>
        <source>What is kept there</source>
        <translation>Wat er wordt bewaard</translation>
    </message>
    <message>
        <source>a folder of this computer; empty: one that Modelward makes</source>
        <translation>een map van deze computer; leeg: een die Modelward maakt</translation>
    </message>
    <message>
        <source>Folder here</source>
        <translation>Map hier</translation>
    </message>
    <message>
        <source>Add a store</source>
        <translation>Opslagplaats toevoegen</translation>
    </message>
    <message>
        <source>Add the store</source>
        <translation>De opslagplaats toevoegen</translation>
    </message>
    <message>
        <source>Everybody sees the name; where the folder is, each computer says for itself.</source>
        <translation>Iedereen ziet de naam; waar de map is, zegt elke computer zelf.</translation>
    </message>
    <message>
        <source>Operators and administrators of a unit add its stores.</source>
        <translation>Operators en beheerders van een eenheid voegen haar opslagplaatsen toe.</translation>
    </message>
    <message>
        <source>Where is {name} on this computer?</source>
        <translation>Waar staat {name} op deze computer?</translation>
    </message>
    <message>
        <source>No file is moved. This window reads there at once.</source>
        <translation>Er wordt geen bestand verplaatst. Dit venster leest daar meteen.</translation>
    </message>
    <message>
        <source>A background service on this computer does so at its next step.</source>
        <translation>Een achtergrondservice op deze computer doet dat bij haar volgende stap.</translation>
    </message>
    <message>
        <source>Say which folder.</source>
        <translation>Zeg welke map.</translation>
    </message>
    <message>
        <source>Add an application&apos;s database</source>
        <translation>Database van een toepassing toevoegen</translation>
    </message>
    <message>
        <source>Add the database</source>
        <translation>De database toevoegen</translation>
    </message>
    <message>
        <source>It is known to this computer alone, and read by a login that can&apos;t write.</source>
        <translation>Alleen deze computer kent haar; ze wordt gelezen met een aanmelding die niet kan schrijven.</translation>
    </message>
    <message>
        <source>Its password is kept as a secret of this computer, apart from the address.</source>
        <translation>Het wachtwoord wordt bewaard als geheim van deze computer, los van het adres.</translation>
    </message>
    <message>
        <source>Give it a name and an address.</source>
        <translation>Geef een naam en een adres.</translation>
    </message>
    <message>
        <source>For the server</source>
        <translation>Voor de server</translation>
    </message>
    <message>
        <source>Of the unit</source>
        <translation>Van de eenheid</translation>
    </message>
    <message>
        <source>every unit</source>
        <translation>elke eenheid</translation>
    </message>
    <message>
        <source>A token goes to that address and below, for runtimes of that unit, and nowhere.</source>
        <translation>Een token gaat naar dat adres en daaronder, voor runtimes van die eenheid, en nergens anders heen.</translation>
    </message>
    <message>
        <source>Keep a secret</source>
        <translation>Geheim bewaren</translation>
    </message>
    <message>
        <source>Keep the secret {name}</source>
        <translation>Het geheim {name} bewaren</translation>
    </message>
    <message>
        <source>Replace the secret {name}</source>
        <translation>Het geheim {name} vervangen</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Vervangen</translation>
    </message>
    <message>
        <source>Unlock the keyring of the operating system; or name a file with a passphrase in MODELWARD_PASSPHRASE_FILE, and an encrypted file takes its place.</source>
        <translation>Ontgrendel de sleutelbos van het besturingssysteem; of noem in MODELWARD_PASSPHRASE_FILE een bestand met een wachtzin, dan komt er een versleuteld bestand voor in de plaats.</translation>
    </message>
    <message>
        <source>It is kept in: {place}. No workspace and no log gets it.</source>
        <translation>Het wordt bewaard in: {place}. Geen werkruimte en geen logboek krijgt het.</translation>
    </message>
    <message>
        <source>The value that was kept until now is lost.</source>
        <translation>De waarde die tot nu toe werd bewaard, gaat verloren.</translation>
    </message>
    <message>
        <source>This computer has no safe place for a secret.</source>
        <translation>Deze computer heeft geen veilige plaats voor een geheim.</translation>
    </message>
    <message>
        <source>A name begins with “runtime.”, “mlflow.” or “database.”.</source>
        <translation>Een naam begint met “runtime.”, “mlflow.” of “database.”.</translation>
    </message>
    <message>
        <source>Type or paste the value.</source>
        <translation>Typ of plak de waarde.</translation>
    </message>
    <message>
        <source>Say for which server the token is.</source>
        <translation>Zeg voor welke server het token is.</translation>
    </message>
    <message>
        <source>2026-12-31; empty: until it is ended</source>
        <translation>2026-12-31; leeg: tot hij beëindigd wordt</translation>
    </message>
    <message>
        <source>A role for {name}</source>
        <translation>Een rol voor {name}</translation>
    </message>
    <message>
        <source>Ask for it</source>
        <translation>Aanvragen</translation>
    </message>
    <message>
        <source>It counts in the unit and in all units below it.</source>
        <translation>Hij geldt in de eenheid en in alle eenheden daaronder.</translation>
    </message>
    <message>
        <source>You administer no unit.</source>
        <translation>U beheert geen eenheid.</translation>
    </message>
    <message>
        <source>Nothing changes yet: another administrator confirms, not you or {name}.</source>
        <translation>Er verandert nog niets: een andere beheerder bevestigt, niet u of {name}.</translation>
    </message>
    <message>
        <source>short, for example ana</source>
        <translation>kort, bijvoorbeeld ana</translation>
    </message>
    <message>
        <source>Full name</source>
        <translation>Volledige naam</translation>
    </message>
    <message>
        <source>the handle, where empty</source>
        <translation>leeg: de gebruikersnaam</translation>
    </message>
    <message>
        <source>Add a user</source>
        <translation>Gebruiker toevoegen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Toevoegen</translation>
    </message>
    <message>
        <source>A new person holds no role yet, and sees nothing.</source>
        <translation>Een nieuwe persoon heeft nog geen rol en ziet niets.</translation>
    </message>
    <message>
        <source>Give a handle and a full name.</source>
        <translation>Geef een gebruikersnaam en een volledige naam.</translation>
    </message>
    <message>
        <source>Nothing changes yet: another administrator confirms.</source>
        <translation>Er verandert nog niets: een andere beheerder bevestigt.</translation>
    </message>
    <message>
        <source>It ends at once, and stays in the history.</source>
        <translation>Hij eindigt meteen en blijft in de geschiedenis.</translation>
    </message>
    <message>
        <source>End a role of {name}</source>
        <translation>Een rol van {name} beëindigen</translation>
    </message>
    <message>
        <source>Ask for its end</source>
        <translation>Einde aanvragen</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>Beëindigen</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Hoe lang</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>The whole row</source>
        <translation>De hele rij</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Gekopieerd.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Snoozed</source>
        <translation>Sluimert</translation>
    </message>
    <message>
        <source>No open alert matches “{query}”</source>
        <translation>Geen open signaal past bij “{query}”</translation>
    </message>
    <message>
        <source>No snoozed alert matches “{query}”</source>
        <translation>Geen uitgesteld signaal past bij “{query}”</translation>
    </message>
    <message>
        <source>No ended alert matches “{query}”</source>
        <translation>Geen beëindigd signaal past bij “{query}”</translation>
    </message>
    <message>
        <source>acknowledge</source>
        <translation>oppakken</translation>
    </message>
    <message>
        <source>snooze</source>
        <translation>sluimeren</translation>
    </message>
    <message>
        <source>assign</source>
        <translation>toewijzen</translation>
    </message>
    <message>
        <source>escalate</source>
        <translation>escaleren</translation>
    </message>
    <message>
        <source>comment</source>
        <translation>opmerken</translation>
    </message>
    <message>
        <source>undo</source>
        <translation>ongedaan maken</translation>
    </message>
    <message>
        <source>lineage</source>
        <translation>herkomst</translation>
    </message>
    <message>
        <source>its group</source>
        <translation>groep</translation>
    </message>
    <message>
        <source>next, previous</source>
        <translation>volgende, vorige</translation>
    </message>
    <message>
        <source>peek</source>
        <translation>inkijken</translation>
    </message>
    <message>
        <source>select</source>
        <translation>selecteren</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>filter</translation>
    </message>
    <message>
        <source>all keys</source>
        <translation>alle toetsen</translation>
    </message>
    <message>
        <source>Filter alerts</source>
        <translation>Signalen filteren</translation>
    </message>
    <message>
        <source>Filter: model, severity, stage</source>
        <translation>Filter: model, ernst, fase</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Signalen</translation>
    </message>
    <message>
        <source>All quiet</source>
        <translation>Alles rustig</translation>
    </message>
    <message>
        <source>No alert is open.</source>
        <translation>Er staat geen signaal open.</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>not live since {since}</source>
        <translation>niet live sinds {since}</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>wordt gelezen</translation>
    </message>
    <message numerus="yes">
        <source>%n column(s) hidden</source>
        <translation>
            <numerusform>%n kolom verborgen</numerusform>
            <numerusform>%n kolommen verborgen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n alert(s) of this list are chosen, also those further down.</source>
        <translation>
            <numerusform>%n signaal van deze lijst is gekozen.</numerusform>
            <numerusform>Alle %n signalen van deze lijst zijn gekozen, ook die verder naar onderen.</numerusform>
        </translation>
    </message>
    <message>
        <source>no service: nothing is measured</source>
        <translation>geen service: niets gemeten</translation>
    </message>
    <message>
        <source>runtimes</source>
        <translation>runtimes</translation>
    </message>
    <message>
        <source>no runtimes</source>
        <translation>geen runtimes</translation>
    </message>
    <message>
        <source>{ready} runtimes ready, {troubled} busy or draining, {unreachable} unreachable</source>
        <translation>{ready} runtimes gereed, {troubled} bezet of leeglopend, {unreachable} onbereikbaar</translation>
    </message>
    <message>
        <source>No alert matches “{query}”</source>
        <translation>Geen signaal past bij “{query}”</translation>
    </message>
    <message>
        <source>No alert is open. Monitors go on by themselves.</source>
        <translation>Er staat geen signaal open. Monitoren lopen vanzelf door.</translation>
    </message>
    <message>
        <source>No alert is open</source>
        <translation>Er staat geen signaal open</translation>
    </message>
    <message>
        <source>No service runs, so nothing is measured.</source>
        <translation>Er draait geen service, dus er wordt niets gemeten.</translation>
    </message>
    <message>
        <source>No alerts</source>
        <translation>Geen signalen</translation>
    </message>
    <message>
        <source>An alert comes when a monitor&apos;s limit is broken.</source>
        <translation>Er komt een signaal als de grens van een monitor wordt overschreden.</translation>
    </message>
    <message>
        <source>you</source>
        <translation>u</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Aantal</translation>
    </message>
    <message>
        <source>Seen {times} times</source>
        <translation>{times} keer gezien</translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation>opgepakt</translation>
    </message>
    <message>
        <source>in remediation</source>
        <translation>in herstel</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>opgelost</translation>
    </message>
    <message>
        <source>active</source>
        <translation>actief</translation>
    </message>
    <message>
        <source>roles in conflict</source>
        <translation>rollen in conflict</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>gesloten</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Bedrijf</translation>
    </message>
    <message>
        <source>Administration</source>
        <translation>Beheer</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>wijzigt</translation>
    </message>
    <message>
        <source>adds</source>
        <translation>voegt toe</translation>
    </message>
    <message>
        <source>reads</source>
        <translation>leest</translation>
    </message>
    <message>
        <source>An answer</source>
        <translation>Een antwoord</translation>
    </message>
    <message>
        <source>Encryption on the way</source>
        <translation>Versleuteling onderweg</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lezen</translation>
    </message>
    <message>
        <source>Its folder on this computer</source>
        <translation>De map op deze computer</translation>
    </message>
    <message>
        <source>The folder is there</source>
        <translation>De map is er</translation>
    </message>
    <message>
        <source>Reading it</source>
        <translation>Erin lezen</translation>
    </message>
    <message>
        <source>Writing into it</source>
        <translation>Erin schrijven</translation>
    </message>
    <message>
        <source>Free room</source>
        <translation>Vrije ruimte</translation>
    </message>
    <message>
        <source>Its secret</source>
        <translation>Het geheim</translation>
    </message>
    <message>
        <source>Its process</source>
        <translation>Het proces</translation>
    </message>
    <message>
        <source>Versions it holds</source>
        <translation>Versies die er staan</translation>
    </message>
    <message>
        <source>credential folder of the service</source>
        <translation>map met geheimen van de service</translation>
    </message>
    <message>
        <source>environment of the program</source>
        <translation>omgeving van het programma</translation>
    </message>
    <message>
        <source>encrypted file</source>
        <translation>versleuteld bestand</translation>
    </message>
    <message>
        <source>keyring of this computer</source>
        <translation>sleutelbos van deze computer</translation>
    </message>
    <message>
        <source>your own data folder</source>
        <translation>uw eigen gegevensmap</translation>
    </message>
    <message>
        <source>{person} gets the role {role} in {unit}</source>
        <translation>{person} krijgt de rol {role} in {unit}</translation>
    </message>
    <message>
        <source>{person} loses the role {role} in {unit}</source>
        <translation>{person} verliest de rol {role} in {unit}</translation>
    </message>
    <message>
        <source>owner of {models}</source>
        <translation>eigenaar van {models}</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) taken: {numbers}</source>
        <translation>
            <numerusform>%n taak genomen: {numbers}</numerusform>
            <numerusform>%n taken genomen: {numbers}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attestation(s) asked: {numbers}</source>
        <translation>
            <numerusform>%n verklaring gevraagd: {numbers}</numerusform>
            <numerusform>%n verklaringen gevraagd: {numbers}</numerusform>
        </translation>
    </message>
    <message>
        <source>snoozed until {when}</source>
        <translation>sluimert tot {when}</translation>
    </message>
    <message>
        <source>until {when}</source>
        <translation>tot {when}</translation>
    </message>
    <message>
        <source>open, again</source>
        <translation>weer open</translation>
    </message>
    <message>
        <source>open</source>
        <comment>alert</comment>
        <translation>open</translation>
    </message>
    <message>
        <source>resolved {when}</source>
        <translation>opgelost {when}</translation>
    </message>
    <message>
        <source>{escalated_by} escalated it to {owner}</source>
        <translation>{escalated_by} escaleerde het naar {owner}</translation>
    </message>
    <message>
        <source>Acknowledged by {acknowledged_by} the last time</source>
        <translation>De vorige keer opgepakt door {acknowledged_by}</translation>
    </message>
    <message>
        <source>Acknowledged by {acknowledged_by}</source>
        <translation>Opgepakt door {acknowledged_by}</translation>
    </message>
    <message>
        <source>Assigned to {owner}</source>
        <translation>Toegewezen aan {owner}</translation>
    </message>
    <message>
        <source>left {stage}</source>
        <translation>weg uit {stage}</translation>
    </message>
    <message>
        <source>It is resolved by itself once its cause is gone. Nobody resolves it by hand.</source>
        <translation>Het wordt vanzelf opgelost zodra de oorzaak weg is. Niemand lost het met de hand op.</translation>
    </message>
    <message>
        <source>It is resolved by a re-test: the next run of {monitor} that passes this test. Nobody resolves it by hand.</source>
        <translation>Het wordt opgelost door een hertest: de volgende run van {monitor} waarin deze test slaagt. Niemand lost het met de hand op.</translation>
    </message>
    <message>
        <source>v{version} has left {stage}; a run that passes on the version that serves there now resolves it too.</source>
        <translation>v{version} heeft {stage} verlaten; een geslaagde run op de versie die er nu in bedrijf is, lost het ook op.</translation>
    </message>
    <message>
        <source>Open since {opened}, the first time on {first}.</source>
        <translation>Open sinds {opened}, de eerste keer op {first}.</translation>
    </message>
    <message numerus="yes">
        <source>Only this alert broke the limit, %n time(s) since {day}</source>
        <translation>
            <numerusform>Alleen dit signaal overschreed de grens, %n keer sinds {day}</numerusform>
            <numerusform>Alleen dit signaal overschreed de grens, %n keer sinds {day}</numerusform>
        </translation>
    </message>
    <message>
        <source>Last alert {when}, acknowledged in {span}.</source>
        <translation>Laatste signaal {when}, opgepakt na {span}.</translation>
    </message>
    <message>
        <source>Last alert {when}, resolved in {span}.</source>
        <translation>Laatste signaal {when}, opgelost na {span}.</translation>
    </message>
    <message>
        <source>Last alert {when}.</source>
        <translation>Laatste signaal {when}.</translation>
    </message>
    <message>
        <source>raised it</source>
        <translation>meldde het</translation>
    </message>
    <message>
        <source>acknowledged it</source>
        <translation>pakte het op</translation>
    </message>
    <message>
        <source>took back the acknowledgement</source>
        <translation>nam het oppakken terug</translation>
    </message>
    <message>
        <source>began to remedy it</source>
        <translation>begon met verhelpen</translation>
    </message>
    <message>
        <source>put it off until {when}</source>
        <translation>liet het sluimeren tot {when}</translation>
    </message>
    <message>
        <source>ended the snooze</source>
        <translation>wekte het</translation>
    </message>
    <message>
        <source>gave it to {name}</source>
        <translation>gaf het aan {name}</translation>
    </message>
    <message>
        <source>gave it back to everybody</source>
        <translation>gaf het terug aan iedereen</translation>
    </message>
    <message>
        <source>escalated it to {name}</source>
        <translation>escaleerde het naar {name}</translation>
    </message>
    <message>
        <source>commented</source>
        <translation>merkte op</translation>
    </message>
    <message>
        <source>resolved it by a passing re-test</source>
        <translation>loste het op door een geslaagde hertest</translation>
    </message>
    <message>
        <source>closed it</source>
        <translation>sloot het</translation>
    </message>
    <message>
        <source>raised it again</source>
        <translation>meldde het opnieuw</translation>
    </message>
    <message>
        <source>resolved it: it is over</source>
        <translation>loste het op: het is voorbij</translation>
    </message>
    <message>
        <source>Run {number} of v{version}</source>
        <translation>Run {number} van v{version}</translation>
    </message>
    <message>
        <source>It ran to its end.</source>
        <translation>Deze liep tot het einde.</translation>
    </message>
    <message>
        <source>n {rows}</source>
        <translation>n {rows}</translation>
    </message>
    <message>
        <source>data until {when}</source>
        <translation>gegevens tot {when}</translation>
    </message>
    <message>
        <source>Run {run} passed on the same data as run {earlier}, which proves nothing.</source>
        <translation>Run {run} slaagde op dezelfde gegevens als run {earlier}; dat bewijst niets.</translation>
    </message>
    <message>
        <source>Run {run} passed, but for v{measured}, which had left by then: v{serves} served.</source>
        <translation>Run {run} slaagde, maar voor v{measured}, die toen al weg was: v{serves} was in bedrijf.</translation>
    </message>
    <message>
        <source>v{serves} serves again; run {run}, which resolved this, had measured v{measured}.</source>
        <translation>v{serves} is weer in dienst; run {run}, die dit oploste, had v{measured} gemeten.</translation>
    </message>
    <message>
        <source>The last run found {number}, which is still a warning; one that passes ends it.</source>
        <translation>De laatste run vond {number}, dat is nog een waarschuwing; een geslaagde beëindigt het.</translation>
    </message>
    <message>
        <source>Approved {model}</source>
        <translation>{model} goedgekeurd</translation>
    </message>
    <message>
        <source>Rejected {model}</source>
        <translation>{model} afgewezen</translation>
    </message>
    <message>
        <source>Approved {model} for {stage}</source>
        <translation>{model} goedgekeurd voor {stage}</translation>
    </message>
    <message>
        <source>Rejected {model} for {stage}</source>
        <translation>{model} afgewezen voor {stage}</translation>
    </message>
    <message>
        <source>Read them</source>
        <translation>Lezen</translation>
    </message>
    <message>
        <source>Asked for: {outcome}, {model}</source>
        <translation>Gevraagd: {outcome}, {model}</translation>
    </message>
    <message numerus="yes">
        <source>{when}, %n day(s) from now</source>
        <translation>
            <numerusform>{when}, over %n dag</numerusform>
            <numerusform>{when}, over %n dagen</numerusform>
        </translation>
    </message>
    <message>
        <source>Asked for a waiver for {rule_words}</source>
        <translation>Ontheffing gevraagd voor {rule_words}</translation>
    </message>
    <message numerus="yes">
        <source>Asked for %n waivers</source>
        <translation>
            <numerusform>Ontheffing gevraagd: %n</numerusform>
            <numerusform>%n ontheffingen gevraagd</numerusform>
        </translation>
    </message>
    <message>
        <source>Granted waiver {number}</source>
        <translation>Ontheffing {number} verleend</translation>
    </message>
    <message>
        <source>Refused waiver {number}</source>
        <translation>Ontheffing {number} geweigerd</translation>
    </message>
    <message>
        <source>Accepted finding {number}</source>
        <translation>Bevinding {number} geaccepteerd</translation>
    </message>
    <message>
        <source>Declined; {person} is told</source>
        <translation>Afgewezen; {person} krijgt bericht</translation>
    </message>
    <message>
        <source>Request {number} withdrawn</source>
        <translation>Aanvraag {number} ingetrokken</translation>
    </message>
    <message>
        <source>Reminded: {names}</source>
        <translation>Herinnerd: {names}</translation>
    </message>
    <message>
        <source>You stay on record as who handed it over.</source>
        <translation>Vastgelegd blijft dat u het overdroeg.</translation>
    </message>
    <message>
        <source>Asked: it is told to them, and stands under Questions</source>
        <translation>Gevraagd: het wordt hun gemeld en staat onder Vragen</translation>
    </message>
    <message>
        <source>Answered: it is told to who asked</source>
        <translation>Beantwoord: het wordt gemeld aan wie het vroeg</translation>
    </message>
    <message>
        <source>Written: it is told to them</source>
        <translation>Geschreven: het wordt hun gemeld</translation>
    </message>
    <message>
        <source>assigned to it</source>
        <translation>eraan toegewezen</translation>
    </message>
    <message>
        <source>that is you</source>
        <translation>dat bent u</translation>
    </message>
    <message>
        <source>Approve…</source>
        <translation>Goedkeuren…</translation>
    </message>
    <message>
        <source>Reject…</source>
        <translation>Afwijzen…</translation>
    </message>
    <message>
        <source>Choose a task first.</source>
        <translation>Kies eerst een taak.</translation>
    </message>
    <message>
        <source>Nothing to decide</source>
        <translation>Niets te beslissen</translation>
    </message>
    <message>
        <source>A vote or task of yours will open here.</source>
        <translation>Een stem of taak van u opent hier.</translation>
    </message>
    <message>
        <source>No case is open</source>
        <translation>Er is geen zaak open</translation>
    </message>
    <message>
        <source>Choose a request first.</source>
        <translation>Kies eerst een aanvraag.</translation>
    </message>
    <message>
        <source>Questions are about requests; what you know goes with the task&apos;s outcome.</source>
        <translation>Vragen gaan over aanvragen; wat u weet hoort bij de uitkomst van de taak.</translation>
    </message>
    <message>
        <source>The evidence changed since you opened it</source>
        <translation>Het bewijs is veranderd sinds u het opende</translation>
    </message>
    <message>
        <source>Votes on the older evidence no longer count. What you typed is kept.</source>
        <translation>Stemmen op het oudere bewijs tellen niet meer. Wat u typte blijft bewaard.</translation>
    </message>
    <message>
        <source>Look at the new evidence</source>
        <translation>Het nieuwe bewijs bekijken</translation>
    </message>
    <message>
        <source>This request is {state} now</source>
        <translation>Deze aanvraag is nu {state}</translation>
    </message>
    <message>
        <source>This is an emergency</source>
        <translation>Dit is een noodgeval</translation>
    </message>
    <message numerus="yes">
        <source>Fewer people decide than usual, so the tests and documents rest on you. A second role ({roles}) reviews it within %n day(s).</source>
        <translation>
            <numerusform>Er beslissen minder mensen dan gewoonlijk, dus de tests en documenten rusten op u. Een tweede rol ({roles}) toetst het binnen %n dag.</numerusform>
            <numerusform>Er beslissen minder mensen dan gewoonlijk, dus de tests en documenten rusten op u. Een tweede rol ({roles}) toetst het binnen %n dagen.</numerusform>
        </translation>
    </message>
    <message>
        <source>That you opened this is not in the trail</source>
        <translation>Dat u dit opende, staat niet in het spoor</translation>
    </message>
    <message>
        <source>A vote belongs to its role. {other} can give it too.</source>
        <translation>Een stem hoort bij de rol. Ook {other} kan haar uitbrengen.</translation>
    </message>
    <message>
        <source>Nobody else</source>
        <translation>Niemand anders</translation>
    </message>
    <message>
        <source>Nobody else holds the role.</source>
        <translation>Niemand anders heeft de rol.</translation>
    </message>
    <message>
        <source>Can decide: {names}.</source>
        <translation>Kunnen beslissen: {names}.</translation>
    </message>
    <message numerus="yes">
        <source>%n are selected: the buttons below the list decide on all.</source>
        <translation>
            <numerusform>%n is geselecteerd: de knoppen onder de lijst beslissen erover.</numerusform>
            <numerusform>%n zijn geselecteerd: de knoppen onder de lijst beslissen over alle.</numerusform>
        </translation>
    </message>
    <message>
        <source>Accepted. Its life cycle takes v{version} to {stage}; the tab Run shows how far.</source>
        <translation>Goedgekeurd. De levenscyclus brengt v{version} naar {stage}; het tabblad Run laat zien hoe ver.</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Accepteren</translation>
    </message>
    <message>
        <source>The life cycle goes on with the findings accepted.</source>
        <translation>De levenscyclus gaat door met de bevindingen geaccepteerd.</translation>
    </message>
    <message>
        <source>Accepted: {model}</source>
        <translation>Geaccepteerd: {model}</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>Geslaagd</translation>
    </message>
    <message>
        <source>Its submitter may ask for the next stage.</source>
        <translation>De indiener mag de volgende fase vragen.</translation>
    </message>
    <message>
        <source>Passed: {model}</source>
        <translation>Geslaagd: {model}</translation>
    </message>
    <message>
        <source>Colleagues are asked to accept it.</source>
        <translation>Collega’s worden gevraagd het te accepteren.</translation>
    </message>
    <message>
        <source>Asked colleagues to accept {model}</source>
        <translation>Collega&apos;s gevraagd om {model} te accepteren</translation>
    </message>
    <message>
        <source>Leave it here</source>
        <translation>Hier laten</translation>
    </message>
    <message>
        <source>It keeps the stage that it is in.</source>
        <translation>Het blijft in de fase waarin het is.</translation>
    </message>
    <message>
        <source>Left where it is: {model}</source>
        <translation>Gelaten waar het is: {model}</translation>
    </message>
    <message>
        <source>Supplied</source>
        <translation>Aangeleverd</translation>
    </message>
    <message>
        <source>Completeness is checked again at once.</source>
        <translation>De volledigheid wordt meteen opnieuw gecontroleerd.</translation>
    </message>
    <message>
        <source>Resubmit</source>
        <translation>Opnieuw indienen</translation>
    </message>
    <message>
        <source>A new version goes through the tests again.</source>
        <translation>Een nieuwe versie doorloopt de tests opnieuw.</translation>
    </message>
    <message>
        <source>Waive</source>
        <translation>Ontheffen</translation>
    </message>
    <message>
        <source>It goes on to the vote, with its waivers.</source>
        <translation>Het gaat door naar de stemming, met de ontheffingen.</translation>
    </message>
    <message>
        <source>Waived: {model}</source>
        <translation>Ontheven: {model}</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Opnieuw</translation>
    </message>
    <message>
        <source>The step is tried once more and checked.</source>
        <translation>De stap wordt nog één keer geprobeerd en gecontroleerd.</translation>
    </message>
    <message>
        <source>Other runtime</source>
        <translation>Andere runtime</translation>
    </message>
    <message>
        <source>Another runtime is looked for.</source>
        <translation>Er wordt een andere runtime gezocht.</translation>
    </message>
    <message>
        <source>Noted</source>
        <translation>Gezien</translation>
    </message>
    <message>
        <source>The life cycle of this version ends.</source>
        <translation>De levenscyclus van deze versie eindigt.</translation>
    </message>
    <message>
        <source>Noted: {model}</source>
        <translation>Gezien: {model}</translation>
    </message>
    <message>
        <source>Fix first</source>
        <translation>Eerst herstellen</translation>
    </message>
    <message>
        <source>It goes back to the submitter to be fixed.</source>
        <translation>Het gaat terug naar de indiener om te worden hersteld.</translation>
    </message>
    <message>
        <source>Sent back to be fixed: {model}</source>
        <translation>Teruggestuurd om te herstellen: {model}</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Afwijzen</translation>
    </message>
    <message>
        <source>The life cycle ends: it does not go on.</source>
        <translation>De levenscyclus eindigt: het gaat niet door.</translation>
    </message>
    <message>
        <source>Rejected: {model}</source>
        <translation>Afgewezen: {model}</translation>
    </message>
    <message>
        <source>Abandon</source>
        <translation>Staken</translation>
    </message>
    <message>
        <source>The life cycle ends; nothing is deployed.</source>
        <translation>De levenscyclus eindigt; er wordt niets uitgerold.</translation>
    </message>
    <message>
        <source>Abandoned: {model}</source>
        <translation>Gestaakt: {model}</translation>
    </message>
    <message>
        <source>Withdrawn: {model}</source>
        <translation>Ingetrokken: {model}</translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n waarschuwing</numerusform>
            <numerusform>%n waarschuwingen</numerusform>
        </translation>
    </message>
    <message>
        <source>Its digest</source>
        <translation>Digest daarvan</translation>
    </message>
    <message>
        <source>Warns</source>
        <translation>Waarschuwt</translation>
    </message>
    <message>
        <source>{limit} (waived)</source>
        <translation>{limit} (ontheven)</translation>
    </message>
    <message numerus="yes">
        <source>Vote {votes_given} of {votes_needed}; %n more must follow.</source>
        <translation>
            <numerusform>Stem {votes_given} van {votes_needed}; er moet er nog %n volgen.</numerusform>
            <numerusform>Stem {votes_given} van {votes_needed}; er moeten er nog %n volgen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Intrekken</translation>
    </message>
    <message>
        <source>The life cycle ends as withdrawn.</source>
        <translation>De levenscyclus eindigt als ingetrokken.</translation>
    </message>
    <message>
        <source>The process goes on from here.</source>
        <translation>Het proces gaat van hier verder.</translation>
    </message>
    <message>
        <source>Promote {title_of}</source>
        <translation>{title_of} promoveren</translation>
    </message>
    <message numerus="yes">
        <source>%n test result(s)</source>
        <translation>
            <numerusform>%n testresultaat</numerusform>
            <numerusform>%n testresultaten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n document(s)</source>
        <translation>
            <numerusform>%n document</numerusform>
            <numerusform>%n documenten</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} beyond the limit</source>
        <translation>{count} over de grens</translation>
    </message>
    <message>
        <source>waiver {number}</source>
        <translation>ontheffing {number}</translation>
    </message>
    <message>
        <source>{count} of {total} parts of the evidence</source>
        <translation>{count} van {total} delen van het bewijs</translation>
    </message>
    <message>
        <source>You opened</source>
        <translation>U opende</translation>
    </message>
    <message>
        <source>Ended with “{outcome}”: {model}</source>
        <translation>Beëindigd met “{outcome}”: {model}</translation>
    </message>
    <message>
        <source>Approve promotion</source>
        <translation>Promotie goedkeuren</translation>
    </message>
    <message>
        <source>Reject promotion</source>
        <translation>Promotie afwijzen</translation>
    </message>
    <message>
        <source>Approve {model}</source>
        <translation>{model} goedkeuren</translation>
    </message>
    <message>
        <source>Reject {model}</source>
        <translation>{model} afwijzen</translation>
    </message>
    <message>
        <source>You decide on</source>
        <translation>U beslist over</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Bewijs</translation>
    </message>
    <message>
        <source>Over the limit</source>
        <translation>Over de grens</translation>
    </message>
    <message>
        <source>its stage</source>
        <translation>de fase</translation>
    </message>
    <message>
        <source>One rejection ends the request: v{version} does not go to {stage}.</source>
        <translation>Eén afwijzing beëindigt de aanvraag: v{version} gaat niet naar {stage}.</translation>
    </message>
    <message>
        <source>The last vote: v{version} is deployed to {stage}.</source>
        <translation>De laatste stem: v{version} wordt uitgerold naar {stage}.</translation>
    </message>
    <message>
        <source>v{version} serves until the switch.</source>
        <translation>v{version} blijft in bedrijf tot de omzetting.</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Taak</translation>
    </message>
    <message>
        <source>{title}, task {number}</source>
        <translation>{title}, taak {number}</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Over</translation>
    </message>
    <message>
        <source>Ask for a waiver: {version}</source>
        <translation>Ontheffing vragen: {version}</translation>
    </message>
    <message numerus="yes">
        <source>Ask for %n waivers</source>
        <translation>
            <numerusform>%n ontheffing vragen</numerusform>
            <numerusform>%n ontheffingen vragen</numerusform>
        </translation>
    </message>
    <message>
        <source>A second person who did not work on it grants or refuses each of them.</source>
        <translation>Een tweede persoon die er niet aan werkte, verleent of weigert elk ervan.</translation>
    </message>
    <message>
        <source>The limit stays failed and stops the version; another waiver can be asked for.</source>
        <translation>De grens blijft overschreden en houdt de versie tegen; er kan een andere ontheffing worden gevraagd.</translation>
    </message>
    <message>
        <source>Refuse waiver {number}</source>
        <translation>Ontheffing {number} weigeren</translation>
    </message>
    <message>
        <source>Refuse the waiver</source>
        <translation>De ontheffing weigeren</translation>
    </message>
    <message>
        <source>{rule_words} is {number}; must be {limits}</source>
        <translation>{rule_words} is {number}; moet zijn: {limits}</translation>
    </message>
    <message>
        <source>{rule_words} is {number}, must be {words}</source>
        <translation>{rule_words} is {number}, moet {words} zijn</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Tot</translation>
    </message>
    <message>
        <source>Ask for the waiver</source>
        <translation>De ontheffing vragen</translation>
    </message>
    <message>
        <source>A second person who did not work on it grants or refuses it.</source>
        <translation>Een tweede persoon die er niet aan werkte, verleent of weigert haar.</translation>
    </message>
    <message>
        <source>Accept a finding</source>
        <translation>Bevinding accepteren</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Bevinding</translation>
    </message>
    <message>
        <source>Close the finding</source>
        <translation>De bevinding sluiten</translation>
    </message>
    <message>
        <source>Accept the finding</source>
        <translation>De bevinding accepteren</translation>
    </message>
    <message>
        <source>It no longer blocks this snapshot, and stays on record.</source>
        <translation>Het houdt deze snapshot niet meer tegen en blijft vastgelegd.</translation>
    </message>
    <message>
        <source>breaking</source>
        <translation>ingrijpend</translation>
    </message>
    <message>
        <source>notable</source>
        <translation>opvallend</translation>
    </message>
    <message>
        <source>better</source>
        <translation>beter</translation>
    </message>
    <message>
        <source>cosmetic</source>
        <translation>cosmetisch</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>geen verschil</translation>
    </message>
    <message>
        <source>Nothing of this model serves yet, so there is nothing to compare with.</source>
        <translation>Van dit model is nog niets in bedrijf, dus er valt niets te vergelijken.</translation>
    </message>
    <message>
        <source>No difference to show</source>
        <translation>Geen verschil om te tonen</translation>
    </message>
    <message>
        <source>The digests are equal.</source>
        <translation>De digests zijn gelijk.</translation>
    </message>
    <message>
        <source>All groups are the same.</source>
        <translation>Alle groepen zijn gelijk.</translation>
    </message>
    <message>
        <source>No difference</source>
        <translation>Geen verschil</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>niet vastgelegd</translation>
    </message>
    <message>
        <source>{found} (must be {words})</source>
        <translation>{found} (eis {words})</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Verandering</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Voor</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Na</translation>
    </message>
    <message>
        <source>Gravity</source>
        <translation>Zwaarte</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Waarom</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Samenvatting</translation>
    </message>
    <message>
        <source>Against what serves</source>
        <translation>Tegen wat in bedrijf is</translation>
    </message>
    <message>
        <source>Its life cycle has not come to the vote yet</source>
        <translation>De levenscyclus is nog niet aan de stemming toe</translation>
    </message>
    <message>
        <source>Asked because</source>
        <translation>Gevraagd omdat</translation>
    </message>
    <message>
        <source>No reason was given</source>
        <translation>Er is geen reden gegeven</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risico</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>Tests</translation>
    </message>
    <message>
        <source>{test_run}, finished {when}</source>
        <translation>{test_run}, afgerond {when}</translation>
    </message>
    <message>
        <source>Test run</source>
        <translation>Testrun</translation>
    </message>
    <message>
        <source>no runtime</source>
        <translation>geen runtime</translation>
    </message>
    <message>
        <source>v{version} on {where}</source>
        <translation>v{version} op {where}</translation>
    </message>
    <message>
        <source>{serving} since {when}</source>
        <translation>{serving} sinds {when}</translation>
    </message>
    <message>
        <source>Its life cycle takes it there</source>
        <translation>De levenscyclus brengt het daarheen</translation>
    </message>
    <message>
        <source>It did not come there: {reason}</source>
        <translation>Het kwam daar niet: {reason}</translation>
    </message>
    <message>
        <source>On {where} since {when}</source>
        <translation>Op {where} sinds {when}</translation>
    </message>
    <message>
        <source>On {where} from {since} until {until}</source>
        <translation>Op {where} van {since} tot {until}</translation>
    </message>
    <message>
        <source>rolled back by {person}: “{reason}”</source>
        <translation>teruggedraaid door {person}: “{reason}”</translation>
    </message>
    <message>
        <source>then v{version} came</source>
        <translation>toen kwam v{version}</translation>
    </message>
    <message>
        <source>then it left</source>
        <translation>toen vertrok het</translation>
    </message>
    <message>
        <source>Accepted, but v{version} did not come to {stage}: {reason}</source>
        <translation>Goedgekeurd, maar v{version} kwam niet in {stage}: {reason}</translation>
    </message>
    <message>
        <source>Accepted. v{version} serves in {stage} since {when}.</source>
        <translation>Goedgekeurd. v{version} is in {stage} in bedrijf sinds {when}.</translation>
    </message>
    <message>
        <source>Accepted. v{version} serves in {stage} again since {when}.</source>
        <translation>Goedgekeurd. v{version} is in {stage} weer in bedrijf sinds {when}.</translation>
    </message>
    <message>
        <source>Accepted. v{version} came to {stage} {since} and was rolled back {until} by {person}.</source>
        <translation>Goedgekeurd. v{version} kwam {since} in {stage} en is {until} teruggedraaid door {person}.</translation>
    </message>
    <message>
        <source>Accepted. v{version} served in {stage} from {since} until {until}.</source>
        <translation>Goedgekeurd. v{version} was in {stage} in bedrijf van {since} tot {until}.</translation>
    </message>
    <message>
        <source>Serves now</source>
        <translation>Nu in bedrijf</translation>
    </message>
    <message>
        <source>Nothing: this would be the first in production</source>
        <translation>Niets: dit zou de eerste in productie zijn</translation>
    </message>
    <message>
        <source>Against what served then</source>
        <translation>Tegen wat toen in bedrijf was</translation>
    </message>
    <message>
        <source>run {number}: {rows} rows, beside {reference} for reference</source>
        <translation>run {number}: {rows} rijen, naast {reference} ter referentie</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>Beslist door</translation>
    </message>
    <message>
        <source>No decision table</source>
        <translation>Geen beslistabel</translation>
    </message>
    <message>
        <source>Evidence digest</source>
        <translation>Digest van het bewijs</translation>
    </message>
    <message>
        <source>Documents link</source>
        <translation>Documentlink</translation>
    </message>
    <message>
        <source>May not decide</source>
        <translation>Mogen niet beslissen</translation>
    </message>
    <message>
        <source>nobody is excluded</source>
        <translation>niemand is uitgesloten</translation>
    </message>
    <message>
        <source>Its life cycle came to this vote</source>
        <translation>De levenscyclus vroeg om deze stemming</translation>
    </message>
    <message>
        <source>Served then</source>
        <translation>Toen in bedrijf</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>Wat ervan kwam</translation>
    </message>
    <message numerus="yes">
        <source>%n of this model, the gravest: {alert}</source>
        <translation>
            <numerusform>%n van dit model: {alert}</numerusform>
            <numerusform>%n van dit model, de ernstigste: {alert}</numerusform>
        </translation>
    </message>
    <message>
        <source>{tier}, in regulated use</source>
        <translation>{tier}, in gereguleerd gebruik</translation>
    </message>
    <message>
        <source>Show the alerts</source>
        <translation>Toon de signalen</translation>
    </message>
    <message>
        <source>Waivers</source>
        <translation>Ontheffingen</translation>
    </message>
    <message>
        <source>by {granted_by}</source>
        <translation>door {granted_by}</translation>
    </message>
    <message>
        <source>asked by {asked_by}</source>
        <translation>gevraagd door {asked_by}</translation>
    </message>
    <message>
        <source>{by}, until {when}</source>
        <translation>{by}, tot {when}</translation>
    </message>
    <message>
        <source>waiver {number}, {state}</source>
        <translation>ontheffing {number}, {state}</translation>
    </message>
    <message>
        <source>Findings of the scan</source>
        <translation>Bevindingen van de scan</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Document</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Toegevoegd</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Door</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>Digest</translation>
    </message>
    <message>
        <source>link only</source>
        <translation>alleen een link</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Documenten</translation>
    </message>
    <message>
        <source>A document link stands in the request, or nobody handed one in.</source>
        <translation>De aanvraag bevat een link naar documenten, of niemand leverde er een in.</translation>
    </message>
    <message>
        <source>No documents</source>
        <translation>Geen documenten</translation>
    </message>
    <message>
        <source>Enter, Space or a double click reads one.</source>
        <translation>Enter, spatie of een dubbelklik leest er een.</translation>
    </message>
    <message>
        <source>added by {asked_by}, who asked for it</source>
        <translation>toegevoegd door {asked_by}, die erom heeft gevraagd</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Van mij</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Klaar</translation>
    </message>
    <message>
        <source>Promotion</source>
        <translation>Promotie</translation>
    </message>
    <message>
        <source>Failed limits</source>
        <translation>Overschreden grenzen</translation>
    </message>
    <message>
        <source>Something is missing</source>
        <translation>Er ontbreekt iets</translation>
    </message>
    <message>
        <source>No runtime fits</source>
        <translation>Geen runtime past</translation>
    </message>
    <message>
        <source>Deployment stopped</source>
        <translation>Uitrol gestopt</translation>
    </message>
    <message>
        <source>A step failed</source>
        <translation>Een stap is mislukt</translation>
    </message>
    <message>
        <source>Acceptance test</source>
        <translation>Acceptatietest</translation>
    </message>
    <message>
        <source>Rejected, to be read</source>
        <translation>Afgewezen, ter kennisneming</translation>
    </message>
    <message>
        <source>Registration</source>
        <translation>Registratie</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>Te laat</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Vandaag</translation>
    </message>
    <message>
        <source>Tomorrow</source>
        <translation>Morgen</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>No due time</source>
        <translation>Geen uiterste tijd</translation>
    </message>
    <message>
        <source>Waiting for others</source>
        <translation>Wacht op anderen</translation>
    </message>
    <message>
        <source>Filter tasks</source>
        <translation>Taken filteren</translation>
    </message>
    <message>
        <source>Approvals and tasks</source>
        <translation>Goedkeuringen en taken</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Goedkeuringen</translation>
    </message>
    <message>
        <source>Grouped by due time</source>
        <translation>Gegroepeerd op uiterste tijd</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n geselecteerd</numerusform>
            <numerusform>%n geselecteerd</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more request(s) for a model not listed</source>
        <translation>
            <numerusform>Nog %n aanvraag voor een model staat niet in de lijst</numerusform>
            <numerusform>Nog %n aanvragen voor een model staan niet in de lijst</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) you</source>
        <translation>
            <numerusform>%n wacht op u</numerusform>
            <numerusform>%n wachten op u</numerusform>
        </translation>
    </message>
    <message>
        <source>Next 7 days</source>
        <translation>Komende 7 dagen</translation>
    </message>
    <message>
        <source>No task matches “{query}”</source>
        <translation>Geen taak past bij “{query}”</translation>
    </message>
    <message>
        <source>Nothing decided yet</source>
        <translation>Nog niets beslist</translation>
    </message>
    <message>
        <source>What you decide is listed here.</source>
        <translation>Wat u beslist staat hier.</translation>
    </message>
    <message>
        <source>A vote or task of yours will appear here.</source>
        <translation>Een stem of taak van u verschijnt hier.</translation>
    </message>
    <message>
        <source>No step of a life cycle in force is decided by your roles.</source>
        <translation>Over geen stap van een levenscyclus die geldt beslissen uw rollen.</translation>
    </message>
    <message>
        <source>{step} ({life_cycle})</source>
        <translation>{step} ({life_cycle})</translation>
    </message>
    <message numerus="yes">
        <source>You are approver in %n step(s): {steps}.</source>
        <translation>
            <numerusform>U keurt goed in %n stap: {steps}.</numerusform>
            <numerusform>U keurt goed in %n stappen: {steps}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Emergency</source>
        <translation>Noodgeval</translation>
    </message>
    <message>
        <source>{what}, asked by {asked_by}</source>
        <translation>{what}, gevraagd door {asked_by}</translation>
    </message>
    <message>
        <source>Diff</source>
        <translation>Verschil</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Run</translation>
    </message>
    <message>
        <source>{part} (counts once you click or scroll in it)</source>
        <translation>{part} (telt zodra u erin klikt of bladert)</translation>
    </message>
    <message>
        <source>Lineage of this model</source>
        <translation>Herkomst van dit model</translation>
    </message>
    <message>
        <source>Asked by {asked_by} {when}</source>
        <translation>Gevraagd door {asked_by} {when}</translation>
    </message>
    <message>
        <source>run {number}, {template_name} v{template_version}</source>
        <translation>run {number}, {template_name} v{template_version}</translation>
    </message>
    <message>
        <source>Diff {before} → {version}</source>
        <translation>Verschil {before} → {version}</translation>
    </message>
    <message>
        <source>{before} in PROD</source>
        <translation>{before} in PROD</translation>
    </message>
    <message>
        <source>{version} candidate</source>
        <translation>{version} kandidaat</translation>
    </message>
    <message>
        <source>Show the difference</source>
        <translation>Het verschil tonen</translation>
    </message>
    <message>
        <source>Every event of this model, sealed, with what served when.</source>
        <translation>Elke gebeurtenis van dit model, verzegeld, met wat wanneer in bedrijf was.</translation>
    </message>
    <message>
        <source>Open lineage</source>
        <translation>Herkomst openen</translation>
    </message>
    <message>
        <source>No run</source>
        <translation>Geen run</translation>
    </message>
    <message>
        <source>This request was made by hand.</source>
        <translation>Deze aanvraag is met de hand gedaan.</translation>
    </message>
    <message>
        <source>Run {number} of the life cycle “{template_name}” v{template_version} is {state}.</source>
        <translation>Run {number} van de levenscyclus “{template_name}” v{template_version} is {state}.</translation>
    </message>
    <message>
        <source>run {number}</source>
        <translation>run {number}</translation>
    </message>
    <message>
        <source>Run {number}</source>
        <translation>Run {number}</translation>
    </message>
    <message>
        <source>Open run</source>
        <translation>Run openen</translation>
    </message>
    <message>
        <source>Register {model}</source>
        <translation>{model} registreren</translation>
    </message>
    <message>
        <source>{person}, {when}</source>
        <translation>{person}, {when}</translation>
    </message>
    <message>
        <source>Where its files are</source>
        <translation>Waar de bestanden staan</translation>
    </message>
    <message>
        <source>Asked is</source>
        <translation>Gevraagd is</translation>
    </message>
    <message>
        <source>nobody in {unit} yet</source>
        <translation>nog niemand in {unit}</translation>
    </message>
    <message>
        <source>May register it</source>
        <translation>Mag het registreren</translation>
    </message>
    <message>
        <source>Registered as</source>
        <translation>Geregistreerd als</translation>
    </message>
    <message>
        <source>Declined because</source>
        <translation>Afgewezen omdat</translation>
    </message>
    <message>
        <source>Open the model</source>
        <translation>Het model openen</translation>
    </message>
    <message>
        <source>This request has been answered.</source>
        <translation>Dit verzoek is beantwoord.</translation>
    </message>
    <message>
        <source>{who} may register it.</source>
        <translation>Registreren kan door {who}.</translation>
    </message>
    <message>
        <source>Nobody may do it yet.</source>
        <translation>Nog niemand mag dit.</translation>
    </message>
    <message>
        <source>Decline…</source>
        <translation>Afwijzen…</translation>
    </message>
    <message>
        <source>Its sheet opens with what is said here; storing it answers who asked.</source>
        <translation>Het formulier opent met wat hier staat; opslaan beantwoordt de vrager.</translation>
    </message>
    <message>
        <source>Decline to register {model}</source>
        <translation>Registratie van {model} afwijzen</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Afwijzen</translation>
    </message>
    <message>
        <source>{person} reads your reason, and can ask anew.</source>
        <translation>{person} leest uw reden en kan opnieuw vragen.</translation>
    </message>
    <message>
        <source>run {number}, {template_name}</source>
        <translation>run {number}, {template_name}</translation>
    </message>
    <message>
        <source>Limits that are not met</source>
        <translation>Grenzen waaraan niet is voldaan</translation>
    </message>
    <message>
        <source>All limits are met now</source>
        <translation>Aan alle grenzen is nu voldaan</translation>
    </message>
    <message>
        <source>must be {words}</source>
        <translation>moet {words} zijn</translation>
    </message>
    <message>
        <source>Ask for a waiver…</source>
        <translation>Ontheffing vragen…</translation>
    </message>
    <message>
        <source>waiver {number} by {granted_by} until {until}</source>
        <translation>ontheffing {number} door {granted_by} tot {until}</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Weigeren</translation>
    </message>
    <message>
        <source>The scan found nothing that is still listed</source>
        <translation>De scan vond niets dat nog op de lijst staat</translation>
    </message>
    <message>
        <source>Accept…</source>
        <translation>Accepteren…</translation>
    </message>
    <message>
        <source>Fix: {fix}</source>
        <translation>Herstel: {fix}</translation>
    </message>
    <message>
        <source>waiver {number} asked by {asked_by}: “{reason}”</source>
        <translation>ontheffing {number} gevraagd door {asked_by}: “{reason}”</translation>
    </message>
    <message>
        <source>Accepted: “{reason}”</source>
        <translation>Geaccepteerd: “{reason}”</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>Wat ontbreekt</translation>
    </message>
    <message>
        <source>Open its files</source>
        <translation>Bestanden openen</translation>
    </message>
    <message>
        <source>Open runtimes</source>
        <translation>Runtimes openen</translation>
    </message>
    <message>
        <source>Add it there with Add file…, then say here that it is supplied: it is looked at again. The user guide (Help) tells more under “Files of a version”.</source>
        <translation>Voeg het daar toe met Bestand toevoegen… en zeg dan hier dat het is aangeleverd: er wordt opnieuw gekeken. De handleiding (Help, in het Engels) vertelt meer onder “Files of a version”.</translation>
    </message>
    <message>
        <source>Nobody ended it: its life cycle took it back.</source>
        <translation>Niemand beëindigde ze: de levenscyclus nam ze terug.</translation>
    </message>
    <message numerus="yes">
        <source>Tried %n time(s) before, last with {outcome} by {person}, {at}. It came back.</source>
        <translation>
            <numerusform>%n keer eerder geprobeerd, met {outcome} door {person}, {at}. Het kwam terug.</numerusform>
            <numerusform>%n keer eerder geprobeerd, het laatst met {outcome} door {person}, {at}. Het kwam terug.</numerusform>
        </translation>
    </message>
    <message>
        <source>Ended with “{outcome}” by {person}, {at}: {reason}</source>
        <translation>Beëindigd met “{outcome}” door {person}, {at}: {reason}</translation>
    </message>
    <message>
        <source>Ended with “{outcome}” by {person}, {at}.</source>
        <translation>Beëindigd met “{outcome}” door {person}, {at}.</translation>
    </message>
    <message numerus="yes">
        <source>Ask for a waiver for all %n…</source>
        <comment>limits</comment>
        <translation>
            <numerusform>Ontheffing vragen voor deze %n…</numerusform>
            <numerusform>Ontheffing vragen voor alle %n…</numerusform>
        </translation>
    </message>
    <message>
        <source>This task has ended already.</source>
        <translation>Deze taak is al beëindigd.</translation>
    </message>
    <message>
        <source>What each runtime lacks</source>
        <translation>Wat elke runtime mist</translation>
    </message>
    <message>
        <source>For {stage} it now fits on: {runtimes}. Choose Retry.</source>
        <translation>Voor {stage} past het nu op: {runtimes}. Kies Opnieuw.</translation>
    </message>
    <message>
        <source>For {stage} it now fits on: {runtimes}.</source>
        <translation>Voor {stage} past het nu op: {runtimes}.</translation>
    </message>
    <message>
        <source>No runtime is in use.</source>
        <translation>Er is geen runtime in gebruik.</translation>
    </message>
    <message>
        <source>Mend one of them and choose Retry. The release is for the first of the model&apos;s service tags: where the model is for another service, choose Abandon, change its service tags (T in the inventory), and submit it again.</source>
        <translation>Verhelp dat bij een ervan en kies Opnieuw. De release is voor de eerste servicetag van het model: als het model voor een andere service is, kies Staken, wijzig zijn servicetags (T in de inventaris), en dien het opnieuw in.</translation>
    </message>
    <message>
        <source>Where it can be tried</source>
        <translation>Waar het te proberen is</translation>
    </message>
    <message>
        <source>Where it could be tried</source>
        <translation>Waar het te proberen was</translation>
    </message>
    <message>
        <source>It answers in {stage} for {service}. Try it with cases of your own.</source>
        <translation>Het antwoordt in {stage} voor {service}. Probeer het met eigen gevallen.</translation>
    </message>
    <message>
        <source>It answered in {stage} for {service}.</source>
        <translation>Het antwoordde in {stage} voor {service}.</translation>
    </message>
    <message>
        <source>Your reason is the feedback that its submitter reads.</source>
        <translation>Uw reden is de terugkoppeling die de indiener leest.</translation>
    </message>
    <message>
        <source>What the tester says</source>
        <translation>Wat de tester zegt</translation>
    </message>
    <message>
        <source>Why it was rejected</source>
        <translation>Waarom het is afgewezen</translation>
    </message>
    <message>
        <source>“{reason}”</source>
        <translation>“{reason}”</translation>
    </message>
    <message>
        <source>the stage</source>
        <translation>de fase</translation>
    </message>
    <message>
        <source>It does not go to {stage}: the request ended without being accepted.</source>
        <translation>Het gaat niet naar {stage}: de aanvraag eindigde zonder te zijn geaccepteerd.</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Wat er gebeurde</translation>
    </message>
    <message>
        <source>A person has to decide.</source>
        <translation>Een persoon moet beslissen.</translation>
    </message>
    <message>
        <source>Taken by</source>
        <translation>Opgepakt door</translation>
    </message>
    <message>
        <source>Handed over by</source>
        <translation>Overgedragen door</translation>
    </message>
    <message>
        <source>May do it</source>
        <translation>Mogen het doen</translation>
    </message>
    <message>
        <source>nobody holds the role</source>
        <translation>niemand heeft de rol</translation>
    </message>
    <message>
        <source>Ended because</source>
        <translation>Beëindigd omdat</translation>
    </message>
    <message>
        <source>none</source>
        <translation>geen</translation>
    </message>
    <message>
        <source>How the measured value lies beside its limit. Each line has a scale of its own: the green band is where the limit holds, the upright line is the limit.</source>
        <translation>Hoe de gemeten waarde ten opzichte van haar grens ligt. Elke regel heeft een eigen schaal: in de groene band is aan de grens voldaan, de staande streep is de grens.</translation>
    </message>
    <message>
        <source>No test has run</source>
        <translation>Er heeft geen test gelopen</translation>
    </message>
    <message>
        <source>The evidence holds no result for this snapshot.</source>
        <translation>Het bewijs bevat geen resultaat voor deze snapshot.</translation>
    </message>
    <message>
        <source>{waived} covered by a waiver</source>
        <translation>{waived} gedekt door een ontheffing</translation>
    </message>
    <message>
        <source>{warned} with a warning</source>
        <translation>{warned} met een waarschuwing</translation>
    </message>
    <message>
        <source>What did not pass stands first: {parts}.</source>
        <translation>Wat niet slaagde staat voorop: {parts}.</translation>
    </message>
    <message>
        <source>{passed} of {count} tests pass</source>
        <translation>{passed} van {count} tests geslaagd</translation>
    </message>
    <message numerus="yes">
        <source>%n measure(s) got worse</source>
        <translation>
            <numerusform>%n maat werd slechter</numerusform>
            <numerusform>%n maten werden slechter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n measure(s) got worse (drift and data are not compared)</source>
        <translation>
            <numerusform>%n maat werd slechter (drift en data worden niet vergeleken)</numerusform>
            <numerusform>%n maten werden slechter (drift en data worden niet vergeleken)</numerusform>
        </translation>
    </message>
    <message>
        <source>Tests against limits</source>
        <translation>Tests tegen grenzen</translation>
    </message>
    <message>
        <source>The life cycle has not come to the tests yet.</source>
        <translation>De levenscyclus is nog niet aan de tests toe.</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>grens</translation>
    </message>
    <message>
        <source>Band: where it holds, {limit}</source>
        <translation>Band: waar aan de grens is voldaan, {limit}</translation>
    </message>
    <message>
        <source>inside</source>
        <translation>binnen</translation>
    </message>
    <message>
        <source>Hollow: {before}, filled: {after}, line: limit, soft green: inside</source>
        <translation>Hol: {before}, gevuld: {after}, lijn: grens, zachtgroen: binnen</translation>
    </message>
    <message>
        <source>before</source>
        <translation>ervoor</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Gemeten</translation>
    </message>
    <message>
        <source>Against the limit</source>
        <translation>Tegen de grens</translation>
    </message>
    <message>
        <source>How far data lie from the baseline, and how complete they are, differs by chance in each sample: both are held against their limits, and not against what serves.</source>
        <translation>Hoe ver data van de baseline liggen, en hoe compleet ze zijn, verschilt in elke steekproef door toeval: beide worden aan hun limieten getoetst, niet aan wat in bedrijf is.</translation>
    </message>
    <message>
        <source>Got worse</source>
        <translation>Verslechterd</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Oordeel</translation>
    </message>
    <message>
        <source>hide them</source>
        <translation>verberg ze</translation>
    </message>
    <message>
        <source>show them</source>
        <translation>toon ze</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) passed</source>
        <comment>of tests</comment>
        <translation>
            <numerusform>%n andere geslaagd</numerusform>
            <numerusform>%n andere geslaagd</numerusform>
        </translation>
    </message>
    <message>
        <source>Filled: {name}, {value}</source>
        <translation>Gevuld: {name}, {value}</translation>
    </message>
    <message>
        <source>Hollow: {name}, {value}</source>
        <translation>Open: {name}, {value}</translation>
    </message>
    <message>
        <source>below</source>
        <comment>the limit</comment>
        <translation>eronder</translation>
    </message>
    <message>
        <source>{verdict}, waiver {number} to {when}</source>
        <translation>{verdict}, ontheffing {number} tot {when}</translation>
    </message>
    <message>
        <source>{who} must approve in this order.</source>
        <translation>{who} moeten in deze volgorde goedkeuren.</translation>
    </message>
    <message>
        <source>{who} must approve.</source>
        <translation>{who} moeten goedkeuren.</translation>
    </message>
    <message>
        <source>Not who asked, not an author of {version}.</source>
        <translation>Niet wie het vroeg, en geen auteur van {version}.</translation>
    </message>
    <message>
        <source>Not who asked, not an author of it.</source>
        <translation>Niet wie het vroeg, en geen auteur ervan.</translation>
    </message>
    <message>
        <source>Its life cycle has not come to the vote yet; the routing table will say who.</source>
        <translation>De levenscyclus is nog niet aan de stemming toe; de routetabel zal zeggen wie.</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Beleid</translation>
    </message>
    <message>
        <source>Four eyes</source>
        <translation>Vier ogen</translation>
    </message>
    <message>
        <source>Notify them</source>
        <translation>Herinner hen</translation>
    </message>
    <message>
        <source>{role}, approved {when}</source>
        <translation>{role}, keurde goed {when}</translation>
    </message>
    <message>
        <source>{role}, rejected {when}</source>
        <translation>{role}, wees af {when}</translation>
    </message>
    <message>
        <source>{role}, approved older evidence {when}, counts no more</source>
        <translation>{role}, keurde {when} ouder bewijs goed, telt niet meer</translation>
    </message>
    <message>
        <source>{role}, rejected older evidence {when}, counts no more</source>
        <translation>{role}, wees {when} ouder bewijs af, telt niet meer</translation>
    </message>
    <message>
        <source>{vote}: “{reason}”</source>
        <translation>{vote}: “{reason}”</translation>
    </message>
    <message>
        <source>You</source>
        <translation>U</translation>
    </message>
    <message>
        <source>{roles}, this vote is yours</source>
        <translation>{roles}, deze stem is aan u</translation>
    </message>
    <message>
        <source>nobody holds this role</source>
        <translation>niemand heeft deze rol</translation>
    </message>
    <message>
        <source>{roles}, waits for {names}</source>
        <translation>{roles}, wacht op {names}</translation>
    </message>
    <message>
        <source>{count} of {total} opened</source>
        <translation>{count} van {total} geopend</translation>
    </message>
    <message>
        <source>{count} of {total} parts of the evidence opened</source>
        <translation>{count} van {total} delen van het bewijs geopend</translation>
    </message>
    <message>
        <source>Not opened yet: {parts}</source>
        <translation>Nog niet geopend: {parts}</translation>
    </message>
    <message>
        <source>Evidence opened by</source>
        <translation>Bewijs geopend door</translation>
    </message>
    <message>
        <source>{person}: {count} of {total}</source>
        <translation>{person}: {count} van {total}</translation>
    </message>
    <message>
        <source>{path} can&apos;t be written: {strerror}.</source>
        <translation>{path} kan niet worden geschreven: {strerror}.</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Poging</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gevonden</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>Served from</source>
        <translation>In bedrijf vanaf</translation>
    </message>
    <message>
        <source>Steps: {steps}</source>
        <translation>Stappen: {steps}</translation>
    </message>
    <message>
        <source>What rules it out on {runtime} now</source>
        <translation>Wat het op {runtime} nu uitsluit</translation>
    </message>
    <message>
        <source>Show the runtime</source>
        <translation>De runtime tonen</translation>
    </message>
    <message>
        <source>{rule}: needed {needed}, found {found}.</source>
        <translation>{rule}: nodig {needed}, gevonden {found}.</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>Terugdraaien…</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>Afbreken…</translation>
    </message>
    <message>
        <source>Steps of the deployment</source>
        <translation>Stappen van de uitrol</translation>
    </message>
    <message>
        <source>No step has begun</source>
        <translation>Nog geen stap is begonnen</translation>
    </message>
    <message>
        <source>What each step finds stands here.</source>
        <translation>Wat elke stap vindt, staat hier.</translation>
    </message>
    <message>
        <source>What served here before</source>
        <translation>Wat hier eerder in bedrijf was</translation>
    </message>
    <message>
        <source>Parts of the deployment</source>
        <translation>Delen van de uitrol</translation>
    </message>
    <message>
        <source>Log of steps</source>
        <translation>Logboek van stappen</translation>
    </message>
    <message>
        <source>History here</source>
        <translation>Geschiedenis hier</translation>
    </message>
    <message>
        <source>No deployment is chosen</source>
        <translation>Geen uitrol gekozen</translation>
    </message>
    <message>
        <source>Choose one above: its steps and what serves now stand here.</source>
        <translation>Kies er hierboven een: de stappen ervan en wat nu in bedrijf is staan hier.</translation>
    </message>
    <message>
        <source>Deployment {number}</source>
        <translation>Uitrol {number}</translation>
    </message>
    <message>
        <source>Failed at: {step}</source>
        <translation>Mislukt bij: {step}</translation>
    </message>
    <message>
        <source>service #{tag}</source>
        <translation>servicetag #{tag}</translation>
    </message>
    <message>
        <source>instead of {version_of}</source>
        <translation>in plaats van {version_of}</translation>
    </message>
    <message>
        <source>begun {when} by {started_by}</source>
        <translation>begonnen {when} door {started_by}</translation>
    </message>
    <message>
        <source>the service</source>
        <translation>de service</translation>
    </message>
    <message>
        <source>took {elapsed}</source>
        <translation>duurde {elapsed}</translation>
    </message>
    <message>
        <source>for {elapsed} so far</source>
        <translation>al {elapsed} bezig</translation>
    </message>
    <message>
        <source>Roll back to v{version}…</source>
        <translation>Terugdraaien naar v{version}…</translation>
    </message>
    <message>
        <source>No roll back: {reason}</source>
        <translation>Niet terug te draaien: {reason}</translation>
    </message>
    <message>
        <source>requested</source>
        <translation>gevraagd</translation>
    </message>
    <message>
        <source>matching</source>
        <translation>zoekt een runtime</translation>
    </message>
    <message>
        <source>deploying</source>
        <translation>wordt uitgerold</translation>
    </message>
    <message>
        <source>retrying</source>
        <translation>probeert opnieuw</translation>
    </message>
    <message>
        <source>serves</source>
        <translation>in bedrijf</translation>
    </message>
    <message>
        <source>being taken off</source>
        <translation>wordt weggehaald</translation>
    </message>
    <message>
        <source>replaced</source>
        <translation>vervangen</translation>
    </message>
    <message>
        <source>being rolled back</source>
        <translation>wordt teruggedraaid</translation>
    </message>
    <message>
        <source>rolled back</source>
        <translation>teruggedraaid</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>mislukt</translation>
    </message>
    <message>
        <source>Verify hash</source>
        <translation>Hash controleren</translation>
    </message>
    <message>
        <source>Bring the file</source>
        <translation>Bestand brengen</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Smoke test</source>
        <translation>Rooktest</translation>
    </message>
    <message>
        <source>Switch traffic</source>
        <translation>Verkeer omzetten</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>Bevestigen</translation>
    </message>
    <message>
        <source>Clean up</source>
        <translation>Opruimen</translation>
    </message>
    <message>
        <source>does not serve</source>
        <translation>bedient niet</translation>
    </message>
    <message>
        <source>{state} on {places}</source>
        <translation>{state} op {places}</translation>
    </message>
    <message>
        <source>never served</source>
        <translation>nooit in bedrijf</translation>
    </message>
    <message>
        <source>again, after the roll back of {number}</source>
        <translation>weer, na het terugdraaien van {number}</translation>
    </message>
    <message>
        <source>Back: {step}</source>
        <translation>Terug: {step}</translation>
    </message>
    <message>
        <source>Again: {step}</source>
        <translation>Weer: {step}</translation>
    </message>
    <message>
        <source>serves again since {when}, after the roll back of {number}</source>
        <translation>weer in bedrijf sinds {when}, na het terugdraaien van {number}</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>onderweg</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestopt</translation>
    </message>
    <message>
        <source>asked by {asked_by}, approved by {people}</source>
        <translation>gevraagd door {asked_by}, goedgekeurd door {people}</translation>
    </message>
    <message>
        <source>all steps done</source>
        <translation>alle stappen gedaan</translation>
    </message>
    <message>
        <source>again since {when}</source>
        <translation>weer sinds {when}</translation>
    </message>
    <message>
        <source>not tested: no cases</source>
        <translation>niet getoetst: geen gevallen</translation>
    </message>
    <message>
        <source>not {words}</source>
        <translation>niet {words}</translation>
    </message>
    <message>
        <source>Deployment {number} was rolled back {when} by {person}: “{reason}”</source>
        <translation>Uitrol {number} is teruggedraaid op {when} door {person}: “{reason}”</translation>
    </message>
    <message>
        <source>{person} says that {runtime} has ended, which no service saw: “{reason}”</source>
        <translation>{person} zegt dat {runtime} is beëindigd, wat geen service zag: “{reason}”</translation>
    </message>
    <message>
        <source>Nothing serves #{service_tag} on {runtime_name} now.</source>
        <translation>Niets bedient nu #{service_tag} op {runtime_name}.</translation>
    </message>
    <message>
        <source>{version_of} is being rolled back on {runtime_name}; until the switch it serves #{service_tag}.</source>
        <translation>{version_of} wordt teruggedraaid op {runtime_name}; tot de omschakeling bedient het #{service_tag}.</translation>
    </message>
    <message>
        <source>{version_of} should serve #{service_tag} on {runtime_name}. {why}</source>
        <translation>{version_of} hoort #{service_tag} te bedienen op {runtime_name}. {why}</translation>
    </message>
    <message>
        <source>{version_of} serves #{service_tag} on {runtime_name}, {share} of the traffic, since {when}.</source>
        <translation>{version_of} bedient #{service_tag} op {runtime_name}, {share} van het verkeer, sinds {when}.</translation>
    </message>
    <message>
        <source>The roll back waits until it goes on, and then goes before any release there.</source>
        <translation>Het terugdraaien wacht tot die doorgaat, en gaat dan voor elke uitrol daar.</translation>
    </message>
    <message>
        <source>No application is recorded that asks #{service_tag}.</source>
        <translation>Er is geen bedrijfstoepassing vastgelegd die #{service_tag} bevraagt.</translation>
    </message>
    <message>
        <source>What these send or read must change: {callers}.</source>
        <translation>Wat deze sturen of lezen moet veranderen: {callers}.</translation>
    </message>
    <message>
        <source>{version_of} answers these then: {callers}.</source>
        <translation>{version_of} beantwoordt dan de vragen van: {callers}.</translation>
    </message>
    <message>
        <source>{name}: {before} → {after}</source>
        <translation>{name}: {before} → {after}</translation>
    </message>
    <message>
        <source>{version_of} has alerts that are not resolved: {alerts}.</source>
        <translation>{version_of} heeft signalen die niet zijn opgelost: {alerts}.</translation>
    </message>
    <message>
        <source>{version_of} did not pass when it was last measured: {tests}.</source>
        <translation>{version_of} slaagde niet toen deze het laatst werd gemeten: {tests}.</translation>
    </message>
    <message>
        <source>{version_of} serves #{service_tag} on {runtime_name} again; {before} leaves {stage}.</source>
        <translation>{version_of} bedient weer #{service_tag} op {runtime_name}; {before} verlaat {stage}.</translation>
    </message>
    <message>
        <source>The service loads and smoke-tests it first; until then nothing is switched.</source>
        <translation>De service laadt hem eerst en doet een rooktest; tot dan wordt niets omgezet.</translation>
    </message>
    <message>
        <source>Both have the same model file.</source>
        <translation>Beide hebben hetzelfde modelbestand.</translation>
    </message>
    <message>
        <source>The service loads it first; until then nothing is switched. It is not tested: no cases were frozen with {version_of}.</source>
        <translation>De service laadt hem eerst; tot dan wordt niets omgezet. Hij wordt niet getoetst: met {version_of} zijn geen gevallen bevroren.</translation>
    </message>
    <message>
        <source>Different: {name}, {before} → {after}.</source>
        <translation>Anders: {name}, {before} → {after}.</translation>
    </message>
    <message>
        <source>{breaking} breaking, {notable} notable, {better} better and {cosmetic} cosmetic differences between the two snapshots.</source>
        <translation>{breaking} ingrijpende, {notable} opvallende, {better} betere en {cosmetic} cosmetische verschillen tussen de twee snapshots.</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>niets</translation>
    </message>
    <message>
        <source>It stands on the votes given then: {who}.</source>
        <translation>Het rust op de stemmen van toen: {who}.</translation>
    </message>
    <message>
        <source>No vote was needed for it in this stage.</source>
        <translation>In deze fase was er geen stem voor nodig.</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>Te beoordelen</translation>
    </message>
    <message>
        <source>nothing waits for you</source>
        <translation>niets wacht op u</translation>
    </message>
    <message>
        <source>PROD without monitor</source>
        <translation>PROD zonder monitor</translation>
    </message>
    <message>
        <source>all are watched</source>
        <translation>alles wordt bewaakt</translation>
    </message>
    <message>
        <source>PROD without approval</source>
        <translation>PROD zonder goedkeuring</translation>
    </message>
    <message>
        <source>all were approved</source>
        <translation>alles werd goedgekeurd</translation>
    </message>
    <message>
        <source>PROD without documents</source>
        <translation>PROD zonder documenten</translation>
    </message>
    <message>
        <source>all have theirs</source>
        <translation>alles is voorzien</translation>
    </message>
    <message>
        <source>Not refreshed for long</source>
        <translation>Lang niet ververst</translation>
    </message>
    <message>
        <source>all are fresh</source>
        <translation>alles is actueel</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Kritiek</translation>
    </message>
    <message>
        <source>none is open</source>
        <translation>geen staat open</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Midden</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Laag</translation>
    </message>
    <message>
        <source>Models in production</source>
        <translation>Modellen in productie</translation>
    </message>
    <message>
        <source>none serves yet</source>
        <translation>nog geen in gebruik</translation>
    </message>
    <message>
        <source>Models of high risk</source>
        <translation>Modellen met hoog risico</translation>
    </message>
    <message>
        <source>none is of high risk</source>
        <translation>geen met hoog risico</translation>
    </message>
    <message>
        <source>Reviews past their day</source>
        <translation>Beoordelingen over tijd</translation>
    </message>
    <message>
        <source>none is late</source>
        <translation>geen is te laat</translation>
    </message>
    <message>
        <source>Waivers ending soon</source>
        <translation>Ontheffingen die aflopen</translation>
    </message>
    <message>
        <source>none ends soon</source>
        <translation>geen loopt binnenkort af</translation>
    </message>
    <message>
        <source>From vote to production</source>
        <translation>Van stem tot productie</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>Kon niet worden gelezen</translation>
    </message>
    <message numerus="yes">
        <source>median of %n release(s)</source>
        <translation>
            <numerusform>mediaan van %n uitrol</numerusform>
            <numerusform>mediaan van %n keer uitrollen</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} not measured yet</source>
        <translation>{count} nog niet gemeten</translation>
    </message>
    <message>
        <source>there is no model yet</source>
        <translation>er is nog geen model</translation>
    </message>
    <message numerus="yes">
        <source>%n not resolved yet</source>
        <translation>
            <numerusform>%n nog niet opgelost</numerusform>
            <numerusform>%n nog niet opgelost</numerusform>
        </translation>
    </message>
    <message>
        <source>Runtimes that are not well</source>
        <translation>Runtimes met een probleem</translation>
    </message>
    <message>
        <source>Every runtime you see to is well.</source>
        <translation>Met elke runtime waar u op let gaat het goed.</translation>
    </message>
    <message>
        <source>My models, by the step that holds them</source>
        <translation>Mijn modellen, naar de stap waar ze staan</translation>
    </message>
    <message>
        <source>No life cycle of your models is under way.</source>
        <translation>Van geen van uw modellen loopt een levenscyclus.</translation>
    </message>
    <message>
        <source>Steps that fail, by life cycle</source>
        <translation>Stappen die mislukken, per levenscyclus</translation>
    </message>
    <message>
        <source>No step got stuck in the last 90 days.</source>
        <translation>In de laatste 90 dagen liep geen stap vast.</translation>
    </message>
    <message>
        <source>Drafts and proposals</source>
        <translation>Concepten en voorstellen</translation>
    </message>
    <message>
        <source>Every life cycle and table is in force.</source>
        <translation>Elke levenscyclus en tabel is van kracht.</translation>
    </message>
    <message>
        <source>Waiting longest</source>
        <translation>Wacht het langst</translation>
    </message>
    <message>
        <source>No task waits for anybody.</source>
        <translation>Geen taak wacht op iemand.</translation>
    </message>
    <message>
        <source>Your decisions</source>
        <translation>Uw beslissingen</translation>
    </message>
    <message>
        <source>You have not decided on a request yet.</source>
        <translation>U hebt nog over geen aanvraag beslist.</translation>
    </message>
    <message>
        <source>Due next</source>
        <translation>Binnenkort nodig</translation>
    </message>
    <message>
        <source>Within 60 days no answer, finding or waiver falls due.</source>
        <translation>Binnen 60 dagen is geen antwoord of bevinding nodig en loopt geen ontheffing af.</translation>
    </message>
    <message>
        <source>Critical or late</source>
        <translation>Kritiek of te laat</translation>
    </message>
    <message>
        <source>No critical alert is open, and no vote or answer is late.</source>
        <translation>Er staat geen kritiek signaal open en geen stem of antwoord is te laat.</translation>
    </message>
    <message>
        <source>Measured beyond a limit</source>
        <translation>Buiten een grens gemeten</translation>
    </message>
    <message>
        <source>No last measurement is beyond its limit.</source>
        <translation>Geen laatste meting ligt buiten zijn grens.</translation>
    </message>
    <message>
        <source>Models your business uses</source>
        <translation>Modellen die uw bedrijf gebruikt</translation>
    </message>
    <message>
        <source>No use case of your units has a model. Add one under Governance.</source>
        <translation>Geen toepassing van uw eenheden heeft een model. Voeg er een toe bij Governance.</translation>
    </message>
    <message>
        <source>How well they do</source>
        <translation>Hoe goed ze het doen</translation>
    </message>
    <message>
        <source>No monitor has measured how well they do.</source>
        <translation>Geen monitor heeft gemeten hoe goed ze het doen.</translation>
    </message>
    <message>
        <source>Roles to confirm</source>
        <translation>Rollen om te bevestigen</translation>
    </message>
    <message>
        <source>Nobody waits for a role.</source>
        <translation>Niemand wacht op een rol.</translation>
    </message>
    <message>
        <source>Keys and roles with a day</source>
        <translation>Sleutels en rollen met een datum</translation>
    </message>
    <message>
        <source>No key waits, and no role ends within a month.</source>
        <translation>Geen sleutel wacht en geen rol loopt binnen een maand af.</translation>
    </message>
    <message>
        <source>Service and seal</source>
        <translation>Service en zegel</translation>
    </message>
    <message>
        <source>No service has run here yet.</source>
        <translation>Hier heeft nog geen service gelopen.</translation>
    </message>
    <message>
        <source>Open alerts</source>
        <translation>Open signalen</translation>
    </message>
    <message>
        <source>At a glance</source>
        <translation>In één oogopslag</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>onbeslist</translation>
    </message>
    <message>
        <source>withdrawn</source>
        <translation>ingetrokken</translation>
    </message>
    <message>
        <source>ends</source>
        <translation>loopt af</translation>
    </message>
    <message>
        <source>not watched</source>
        <translation>niet bewaakt</translation>
    </message>
    <message>
        <source>asked by you</source>
        <translation>door u gevraagd</translation>
    </message>
    <message>
        <source>confirmed once</source>
        <translation>eenmaal bevestigd</translation>
    </message>
    <message>
        <source>running</source>
        <translation>loopt</translation>
    </message>
    <message>
        <source>sealed</source>
        <translation>verzegeld</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>loopt achter</translation>
    </message>
    <message>
        <source>{given} of {needed} given</source>
        <comment>votes</comment>
        <translation>{given} van {needed} gegeven</translation>
    </message>
    <message>
        <source>Seal of the trail</source>
        <translation>Zegel van het spoor</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>opgeschort</translation>
    </message>
    <message>
        <source>2026-12-31, or 30d from now</source>
        <translation>2026-12-31, of 30d vanaf nu</translation>
    </message>
    <message>
        <source>cc-fraud v3, or cc-fraud for its latest</source>
        <translation>cc-fraud v3, of cc-fraud voor de nieuwste</translation>
    </message>
    <message>
        <source>as the tests name them: psi:income; ks</source>
        <translation>zoals de tests ze noemen: psi:income; ks</translation>
    </message>
    <message>
        <source>Decision tables (*.dmn)</source>
        <translation>Beslistabellen (*.dmn)</translation>
    </message>
    <message>
        <source>Fill in “{field}”.</source>
        <translation>Vul “{field}” in.</translation>
    </message>
    <message>
        <source>{field}: write {hint}.</source>
        <translation>{field}: schrijf {hint}.</translation>
    </message>
    <message>
        <source>{field}: write a number of days.</source>
        <translation>{field}: schrijf een aantal dagen.</translation>
    </message>
    <message>
        <source>Fill in one of {fields}.</source>
        <translation>Vul een van deze in: {fields}.</translation>
    </message>
    <message>
        <source>It stays in the history of the case file, with your name and the time.</source>
        <translation>Het blijft in de geschiedenis van het dossier staan, met uw naam en de tijd.</translation>
    </message>
    <message>
        <source>Model and version</source>
        <translation>Model en versie</translation>
    </message>
    <message>
        <source>what the business calls it</source>
        <translation>zoals het bedrijf het noemt</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Wat er mis is</translation>
    </message>
    <message>
        <source>in one line</source>
        <translation>in één regel</translation>
    </message>
    <message>
        <source>What was seen</source>
        <translation>Wat er gezien is</translation>
    </message>
    <message>
        <source>What would mend it</source>
        <translation>Wat het verhelpt</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Laatste dag</translation>
    </message>
    <message>
        <source>Campaign</source>
        <translation>Campagne</translation>
    </message>
    <message>
        <source>Yearly review 2026</source>
        <translation>Jaarlijkse controle 2026</translation>
    </message>
    <message>
        <source>What to attest</source>
        <translation>Wat te verklaren</translation>
    </message>
    <message>
        <source>Is it still used as documented?</source>
        <translation>Wordt het nog gebruikt zoals beschreven?</translation>
    </message>
    <message>
        <source>Asked of</source>
        <translation>Gevraagd aan</translation>
    </message>
    <message>
        <source>a handle; empty: each model&apos;s owner</source>
        <translation>een gebruikersnaam; leeg: de eigenaar van elk model</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Uiterlijk</translation>
    </message>
    <message>
        <source>Again after days</source>
        <translation>Opnieuw na dagen</translation>
    </message>
    <message>
        <source>empty: once</source>
        <translation>leeg: eenmaal</translation>
    </message>
    <message>
        <source>a DMN file</source>
        <translation>een DMN-bestand</translation>
    </message>
    <message>
        <source>a handle; empty: you</source>
        <translation>een gebruikersnaam; leeg: u</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Opslag</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>what the data may be used for</source>
        <translation>waarvoor de gegevens mogen worden gebruikt</translation>
    </message>
    <message>
        <source>Days they are kept</source>
        <translation>Dagen bewaard</translation>
    </message>
    <message>
        <source>empty: nobody has said</source>
        <translation>leeg: niemand heeft het gezegd</translation>
    </message>
    <message>
        <source>choose…</source>
        <translation>kies…</translation>
    </message>
    <message>
        <source>true, false or a number</source>
        <translation>true, false of een getal</translation>
    </message>
    <message>
        <source>What and why</source>
        <translation>Wat en waarom</translation>
    </message>
    <message>
        <source>This row is several alerts: open it, and there act on one of them or on all.</source>
        <translation>Deze regel staat voor meer signalen: open ze, en doe daar iets met één ervan of met alle.</translation>
    </message>
    <message>
        <source>Where it stands</source>
        <translation>Hoe het ervoor staat</translation>
    </message>
    <message>
        <source>Put off</source>
        <translation>Uitgesteld</translation>
    </message>
    <message>
        <source>until something happens to it</source>
        <translation>tot er iets mee gebeurt</translation>
    </message>
    <message>
        <source>Remind me…</source>
        <translation>Herinner mij…</translation>
    </message>
    <message>
        <source>Take it off my list</source>
        <translation>Van mijn lijst halen</translation>
    </message>
    <message>
        <source>Hand over…</source>
        <translation>Overdragen…</translation>
    </message>
    <message>
        <source>Show or hide what you put off</source>
        <translation>Tonen of verbergen wat u hebt uitgesteld</translation>
    </message>
    <message>
        <source>You have put it off already.</source>
        <translation>U hebt het al uitgesteld.</translation>
    </message>
    <message>
        <source>Only tasks and alerts are handed over: here everybody of the role is asked.</source>
        <translation>Alleen taken en signalen worden overgedragen: hier wordt iedereen met de rol gevraagd.</translation>
    </message>
    <message>
        <source>Off your list {until}: {title}</source>
        <translation>Van uw lijst {until}: {title}</translation>
    </message>
    <message>
        <source>Put off: {title}</source>
        <translation>Uitgesteld: {title}</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Overdragen</translation>
    </message>
    <message>
        <source>2026-12-31 or 2w; empty: for good</source>
        <translation>2026-12-31 of 2w; leeg: voorgoed</translation>
    </message>
    <message>
        <source>What they should know</source>
        <translation>Wat ze moeten weten</translation>
    </message>
    <message>
        <source>Until is a day, such as 2026-12-31, or a span, such as 2w.</source>
        <translation>Tot is een dag, zoals 2026-12-31, of een periode, zoals 2w.</translation>
    </message>
    <message>
        <source>Hand over: {title}</source>
        <translation>Overdragen: {title}</translation>
    </message>
    <message>
        <source>Hand to {name}: {title}</source>
        <translation>Aan {name} geven: {title}</translation>
    </message>
    <message>
        <source>{name} has it now: {title}</source>
        <translation>{name} heeft het nu: {title}</translation>
    </message>
    <message>
        <source>{name} has it until {when}: {title}</source>
        <translation>{name} heeft het tot {when}: {title}</translation>
    </message>
    <message>
        <source>It waits for you no more: somebody took it up, or a re-test that passed ended it.</source>
        <translation>Het wacht niet meer op u: iemand pakte het op, of een geslaagde hertest beëindigde het.</translation>
    </message>
    <message>
        <source>something happens</source>
        <translation>er iets gebeurt</translation>
    </message>
    <message>
        <source>Until {when}</source>
        <translation>Tot {when}</translation>
    </message>
    <message>
        <source>It waits for you no more.</source>
        <translation>Het wacht niet meer op u.</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Volgende stap</translation>
    </message>
    <message>
        <source>Deployment {number} {name}</source>
        <translation>Uitrol {number} {name}</translation>
    </message>
    <message>
        <source>Run {number} {title}</source>
        <translation>Run {number} {title}</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>In het oog</translation>
    </message>
    <message>
        <source>waiting to begin</source>
        <translation>wacht om te beginnen</translation>
    </message>
    <message>
        <source>Step {done} of {steps}, {step}, {target}.</source>
        <translation>Stap {done} van {steps}, {step}, {target}.</translation>
    </message>
    <message>
        <source>v{version} still serves.</source>
        <translation>v{version} is nog in bedrijf.</translation>
    </message>
    <message>
        <source>Acknowledged by {step}, {when}</source>
        <translation>Opgepakt door {step}, {when}</translation>
    </message>
    <message>
        <source>At “{step}”</source>
        <translation>Bij “{step}”</translation>
    </message>
    <message>
        <source>Between two steps</source>
        <translation>Tussen twee stappen</translation>
    </message>
    <message>
        <source>{step}, {done} steps done, since {when}</source>
        <translation>{step}, {done} stappen klaar, sinds {when}</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wanneer</translation>
    </message>
    <message numerus="yes">
        <source>raised %n alert(s) on {subject} again</source>
        <translation>
            <numerusform>gaf opnieuw %n signaal op {subject}</numerusform>
            <numerusform>gaf opnieuw %n signalen op {subject}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>raised %n alert(s) on {subject}</source>
        <translation>
            <numerusform>gaf %n signaal op {subject}</numerusform>
            <numerusform>gaf %n signalen op {subject}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>resolved %n alert(s) on {subject}: what they were about is over</source>
        <translation>
            <numerusform>loste %n signaal op {subject} op: waar het over ging is voorbij</numerusform>
            <numerusform>loste %n signalen op {subject} op: waar ze over gingen is voorbij</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>resolved %n alert(s) on {subject} by a passing re-test of v{measured}</source>
        <translation>
            <numerusform>loste %n signaal op {subject} op door een geslaagde hertest van v{measured}</numerusform>
            <numerusform>loste %n signalen op {subject} op door een geslaagde hertest van v{measured}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>resolved %n alert(s) on {subject} by a passing re-test</source>
        <translation>
            <numerusform>loste %n signaal op {subject} op door een geslaagde hertest</numerusform>
            <numerusform>loste %n signalen op {subject} op door een geslaagde hertest</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>acknowledged %n alert(s) on {subject}</source>
        <translation>
            <numerusform>pakte %n signaal op {subject} op</numerusform>
            <numerusform>pakte %n signalen op {subject} op</numerusform>
        </translation>
    </message>
    <message>
        <source>Decide on a promotion</source>
        <translation>Beslis over een promotie</translation>
    </message>
    <message>
        <source>Read the evidence of a promotion, press Y or N and say why.</source>
        <translation>Lees het bewijs van een promotie, druk op Y of N en zeg waarom.</translation>
    </message>
    <message>
        <source>Acknowledge an alert</source>
        <translation>Signaal oppakken</translation>
    </message>
    <message>
        <source>Choose one that is open, press A and say why.</source>
        <translation>Kies er een dat open is, druk op A en zeg waarom.</translation>
    </message>
    <message>
        <source>Find which version served on a day</source>
        <translation>Zoek welke versie op een dag draaide</translation>
    </message>
    <message>
        <source>Click into As of, type a past day ({day}) and press Enter.</source>
        <translation>Klik in Peildatum, typ een dag uit het verleden ({day}) en druk op Enter.</translation>
    </message>
    <message>
        <source>Roll back a deployment</source>
        <translation>Draai een uitrol terug</translation>
    </message>
    <message>
        <source>Choose one that serves, press B and say why.</source>
        <translation>Kies er een die draait, druk op B en zeg waarom.</translation>
    </message>
    <message>
        <source>Press Verify now: every event is recomputed.</source>
        <translation>Druk op Nu controleren: elke gebeurtenis wordt nagerekend.</translation>
    </message>
    <message>
        <source>See why a runtime does not fit</source>
        <translation>Zie waarom een runtime niet past</translation>
    </message>
    <message>
        <source>Choose a version: each rule says what is missing.</source>
        <translation>Kies een versie: elke regel zegt wat er ontbreekt.</translation>
    </message>
    <message>
        <source>✓ Done. Hint {n} of {all}</source>
        <translation>✓ Gedaan. Tip {n} van {all}</translation>
    </message>
    <message>
        <source>Hint {n} of {all}</source>
        <translation>Tip {n} van {all}</translation>
    </message>
    <message numerus="yes">
        <source>{place} · %n done</source>
        <translation>
            <numerusform>{place} · %n gedaan</numerusform>
            <numerusform>{place} · %n gedaan</numerusform>
        </translation>
    </message>
    <message>
        <source>It is done already: nothing waits for it now.</source>
        <translation>Dit is al gedaan: er wacht nu niets op.</translation>
    </message>
    <message>
        <source>Help &gt; Guide me brings the hints back.</source>
        <translation>Help &gt; Wijs mij de weg brengt de tips terug.</translation>
    </message>
    <message>
        <source>That was the last hint. Help &gt; Guide me begins anew.</source>
        <translation>Dat was de laatste tip. Help &gt; Wijs mij de weg begint opnieuw.</translation>
    </message>
    <message>
        <source>Retry a failed step</source>
        <translation>Mislukte stap opnieuw proberen</translation>
    </message>
    <message>
        <source>Waiver expires</source>
        <translation>Ontheffing verloopt</translation>
    </message>
    <message>
        <source>Decide on a waiver for</source>
        <translation>Beslis over een ontheffing voor</translation>
    </message>
    <message>
        <source>Confirm a role of</source>
        <translation>Bevestig een rol van</translation>
    </message>
    <message>
        <source>Review an attestation of</source>
        <translation>Verklaring beoordelen over</translation>
    </message>
    <message>
        <source>Accept the risk of</source>
        <translation>Aanvaard het risico van</translation>
    </message>
    <message>
        <source>Review the emergency release of</source>
        <translation>Toets de noodvrijgave van</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Registreren</translation>
    </message>
    <message>
        <source>Publish the life cycle</source>
        <translation>Publiceer de levenscyclus</translation>
    </message>
    <message>
        <source>Mend the life cycle</source>
        <translation>Verbeter de levenscyclus</translation>
    </message>
    <message>
        <source>Review…</source>
        <translation>Beoordelen…</translation>
    </message>
    <message>
        <source>Look…</source>
        <translation>Bekijken…</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translation>Beslissen…</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>Vragen</translation>
    </message>
    <message>
        <source>{person}, {when}: “{words}”</source>
        <translation>{person}, {when}: “{words}”</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) you have not read</source>
        <translation>
            <numerusform>%n bericht dat u niet las</numerusform>
            <numerusform>%n berichten die u niet las</numerusform>
        </translation>
    </message>
    <message>
        <source>Answer to {person}: {question}</source>
        <translation>Antwoord aan {person}: {question}</translation>
    </message>
    <message>
        <source>Question to {person}</source>
        <translation>Vraag aan {person}</translation>
    </message>
    <message>
        <source>A word to {people}</source>
        <translation>Een bericht aan {people}</translation>
    </message>
    <message>
        <source>A word to everybody who has to do with it</source>
        <translation>Een bericht aan iedereen die ermee te maken heeft</translation>
    </message>
    <message>
        <source>Answer…</source>
        <translation>Antwoorden…</translation>
    </message>
    <message>
        <source>Ask…</source>
        <translation>Vraag…</translation>
    </message>
    <message>
        <source>Write…</source>
        <translation>Schrijf…</translation>
    </message>
    <message>
        <source>Nobody has asked anything. C asks who wants the promotion; it is told to them on Home, and everything that is said stands in the trail.</source>
        <translation>Niemand heeft iets gevraagd. C vraagt het aan wie de promotie wil; die ziet het op Start, en alles wat gezegd wordt staat in het spoor.</translation>
    </message>
    <message>
        <source>waits for an answer</source>
        <translation>wacht op antwoord</translation>
    </message>
    <message>
        <source>Answer {person}</source>
        <translation>Antwoord {person}</translation>
    </message>
    <message>
        <source>asks</source>
        <translation>vraagt</translation>
    </message>
    <message>
        <source>writes</source>
        <translation>schrijft</translation>
    </message>
    <message>
        <source>answers {person}</source>
        <translation>antwoordt {person}</translation>
    </message>
    <message>
        <source>About {what}</source>
        <translation>Over {what}</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Versturen</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Wat het is</translation>
    </message>
    <message>
        <source>Your words</source>
        <translation>Uw woorden</translation>
    </message>
    <message>
        <source>It is kept in the trail as it is sent. The day by which it is due stays.</source>
        <translation>Het blijft in het spoor zoals het verstuurd wordt. De dag waarop het klaar moet zijn blijft dezelfde.</translation>
    </message>
    <message>
        <source>Write what you want to ask or say.</source>
        <translation>Schrijf wat u wilt vragen of zeggen.</translation>
    </message>
    <message>
        <source>Judge…</source>
        <translation>Afwegen…</translation>
    </message>
    <message>
        <source>Find place…</source>
        <translation>Plaats zoeken…</translation>
    </message>
    <message>
        <source>Supply…</source>
        <translation>Aanleveren…</translation>
    </message>
    <message>
        <source>Test…</source>
        <translation>Testen…</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nieuw</translation>
    </message>
    <message>
        <source>Waiting {age}</source>
        <translation>Wacht {age}</translation>
    </message>
    <message>
        <source>Overdue {duration}</source>
        <translation>{duration} te laat</translation>
    </message>
    <message>
        <source>Today {time}</source>
        <translation>Vandaag {time}</translation>
    </message>
    <message>
        <source>Tomorrow {time}</source>
        <translation>Morgen {time}</translation>
    </message>
    <message>
        <source>overdue {duration}</source>
        <translation>{duration} te laat</translation>
    </message>
    <message>
        <source>due today {time}</source>
        <translation>uiterlijk vandaag {time}</translation>
    </message>
    <message>
        <source>due tomorrow {time}</source>
        <translation>uiterlijk morgen {time}</translation>
    </message>
    <message>
        <source>due {when}</source>
        <translation>uiterlijk {when}</translation>
    </message>
    <message>
        <source>{duration} late</source>
        <translation>{duration} te laat</translation>
    </message>
    <message>
        <source>Nothing needs you now. Next, {when}: {what}.</source>
        <translation>Er wacht nu niets op u. Hierna, {when}: {what}.</translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s) of {monitor}, {model}</source>
        <translation>
            <numerusform>%n signaal van {monitor}, {model}</numerusform>
            <numerusform>%n signalen van {monitor}, {model}</numerusform>
        </translation>
    </message>
    <message>
        <source>The gravest: {title}.</source>
        <translation>Het ernstigste: {title}.</translation>
    </message>
    <message numerus="yes">
        <source>Open alert of severity {severity}, seen %n time(s). Acknowledge it, or begin to remedy.</source>
        <translation>
            <numerusform>Ernst {severity}, %n keer gezien. Pak het op of verhelp het.</numerusform>
            <numerusform>Ernst {severity}, %n keer gezien. Pak het op of verhelp het.</numerusform>
        </translation>
    </message>
    <message>
        <source>The version has left {stage}.</source>
        <translation>De versie is weg uit {stage}.</translation>
    </message>
    <message>
        <source>request {number}</source>
        <translation>aanvraag {number}</translation>
    </message>
    <message>
        <source>asked {when}</source>
        <translation>gevraagd {when}</translation>
    </message>
    <message>
        <source>asked by {asked_by}, {when}</source>
        <translation>gevraagd door {asked_by}, {when}</translation>
    </message>
    <message>
        <source>four eyes {votes_given} of {votes_needed}</source>
        <translation>vier ogen {votes_given} van {votes_needed}</translation>
    </message>
    <message>
        <source>task {number}</source>
        <translation>taak {number}</translation>
    </message>
    <message>
        <source>Answer a question about</source>
        <translation>Beantwoord een vraag over</translation>
    </message>
    <message>
        <source>since {when}</source>
        <translation>sinds {when}</translation>
    </message>
    <message>
        <source>alert {number}</source>
        <translation>signaal {number}</translation>
    </message>
    <message>
        <source>incident {number}</source>
        <translation>incident {number}</translation>
    </message>
    <message>
        <source>attestation {number}</source>
        <translation>verklaring {number}</translation>
    </message>
    <message>
        <source>assessment {number}</source>
        <translation>beoordeling {number}</translation>
    </message>
    <message>
        <source>finding {number}</source>
        <translation>bevinding {number}</translation>
    </message>
    <message>
        <source>granted {when}</source>
        <translation>verleend {when}</translation>
    </message>
    <message>
        <source>sent back {when}</source>
        <translation>teruggestuurd {when}</translation>
    </message>
    <message>
        <source>version {number}</source>
        <translation>versie {number}</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Openen…</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>Kies eerst een model.</translation>
    </message>
    <message>
        <source>Register…</source>
        <translation>Registreren…</translation>
    </message>
    <message>
        <source>Export view…</source>
        <translation>Overzicht exporteren…</translation>
    </message>
    <message>
        <source>Request promotion…</source>
        <translation>Promotie vragen…</translation>
    </message>
    <message>
        <source>Take a snapshot</source>
        <translation>Een snapshot maken</translation>
    </message>
    <message>
        <source>Add file…</source>
        <translation>Bestand toevoegen…</translation>
    </message>
    <message>
        <source>Withdraw…</source>
        <translation>Intrekken…</translation>
    </message>
    <message>
        <source>Choose its life cycle…</source>
        <translation>Levenscyclus kiezen…</translation>
    </message>
    <message>
        <source>Show what differs</source>
        <translation>Verschillen tonen</translation>
    </message>
    <message>
        <source>Comment on the change…</source>
        <translation>Opmerking bij de wijziging…</translation>
    </message>
    <message>
        <source>question, note, difference</source>
        <translation>vraag, notitie, verschil</translation>
    </message>
    <message>
        <source>Where it runs</source>
        <translation>Waar het loopt</translation>
    </message>
    <message>
        <source>Find place</source>
        <translation>Plaats zoeken</translation>
    </message>
    <message>
        <source>runtime, compatibility, where it can go, why not</source>
        <translation>runtime, passend, waar het heen kan, waarom niet</translation>
    </message>
    <message>
        <source>Open what was decided on</source>
        <translation>Openen waarover is besloten</translation>
    </message>
    <message>
        <source>approval, signature, reason, waiver</source>
        <translation>goedkeuring, handtekening, reden, ontheffing</translation>
    </message>
    <message>
        <source>Open in its own window</source>
        <translation>In een eigen venster openen</translation>
    </message>
    <message>
        <source>It is not read yet; F5 reads it.</source>
        <translation>Het is nog niet gelezen; F5 leest het.</translation>
    </message>
    <message>
        <source>It is being read; try again in a moment.</source>
        <translation>Het wordt gelezen; probeer het zo opnieuw.</translation>
    </message>
    <message>
        <source>Your rights are being read; try again in a moment.</source>
        <translation>Uw rechten worden gelezen; probeer het zo opnieuw.</translation>
    </message>
    <message>
        <source>Ask {names}.</source>
        <translation>Vraag {names}.</translation>
    </message>
    <message>
        <source>There is nothing to export.</source>
        <translation>Er is niets te exporteren.</translation>
    </message>
    <message>
        <source>This model has no version yet; register one with Ctrl+N.</source>
        <translation>Dit model heeft nog geen versie; registreer er een met Ctrl+N.</translation>
    </message>
    <message>
        <source>v{version} is on its way already, in run {run_number}.</source>
        <translation>v{version} is al onderweg, in run {run_number}.</translation>
    </message>
    <message>
        <source>a life cycle</source>
        <translation>een levenscyclus</translation>
    </message>
    <message>
        <source>{name} is not published; an architect publishes it.</source>
        <translation>{name} is niet gepubliceerd; een architect publiceert dit.</translation>
    </message>
    <message>
        <source>v{version} is not on its way; there is nothing to withdraw.</source>
        <translation>v{version} is niet onderweg; er valt niets in te trekken.</translation>
    </message>
    <message>
        <source>{name} has no version yet.</source>
        <translation>{name} heeft nog geen versie.</translation>
    </message>
    <message>
        <source>It takes two snapshots to compare; this model has fewer.</source>
        <translation>Vergelijken vraagt twee snapshots; dit model heeft er minder.</translation>
    </message>
    <message>
        <source>Not registered: {reason}</source>
        <translation>Niet geregistreerd: {reason}</translation>
    </message>
    <message>
        <source>Promotion of {name} requested; the service takes it up</source>
        <translation>Promotie van {name} gevraagd; de service pakt het op</translation>
    </message>
    <message>
        <source>Promotion of {name} was requested before as it is; nothing new began</source>
        <translation>Promotie van {name} was al zo gevraagd; er begon niets nieuws</translation>
    </message>
    <message>
        <source>Nothing changed since snapshot s{sequence}: it stays the latest</source>
        <translation>Niets veranderd sinds snapshot s{sequence}: die blijft de laatste</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) registered and frozen</source>
        <translation>
            <numerusform>%n model geregistreerd en vastgelegd als snapshot</numerusform>
            <numerusform>%n modellen geregistreerd en vastgelegd als snapshot</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} registered and frozen</source>
        <translation>{name} geregistreerd en vastgelegd als snapshot</translation>
    </message>
    <message numerus="yes">
        <source>%n gap(s) in its files: its checklist says which</source>
        <translation>
            <numerusform>%n hiaat in zijn bestanden: zijn controlelijst zegt welk</numerusform>
            <numerusform>%n hiaten in zijn bestanden: zijn controlelijst zegt welke</numerusform>
        </translation>
    </message>
    <message>
        <source>It was registered already, as {name}</source>
        <translation>Het was al geregistreerd, als {name}</translation>
    </message>
    <message>
        <source>Withdraw {name}</source>
        <translation>{name} intrekken</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versie</translation>
    </message>
    <message>
        <source>Its life cycle ends as withdrawn; what serves goes on serving.</source>
        <translation>De levenscyclus eindigt als ingetrokken; wat in bedrijf is blijft in bedrijf.</translation>
    </message>
    <message>
        <source>Withdrawing; the service ends its life cycle</source>
        <translation>Wordt ingetrokken; de service beëindigt de levenscyclus</translation>
    </message>
    <message>
        <source>{name} runs another life cycle from its next submission on</source>
        <translation>{name} doorloopt vanaf de volgende indiening een andere levenscyclus</translation>
    </message>
    <message>
        <source>Snapshot s{sequence} taken, {digest}</source>
        <translation>Snapshot s{sequence} gemaakt, {digest}</translation>
    </message>
    <message>
        <source>{name} added as {role}; it is in snapshot s{sequence}</source>
        <translation>{name} toegevoegd als {role}; het zit in snapshot s{sequence}</translation>
    </message>
    <message>
        <source>Show what differs first, with D.</source>
        <translation>Toon eerst met D wat verschilt.</translation>
    </message>
    <message>
        <source>Choose a change first.</source>
        <translation>Kies eerst een wijziging.</translation>
    </message>
    <message>
        <source>A place is found for a snapshot. Take one with N.</source>
        <translation>Een plaats wordt voor een snapshot gezocht. Leg er een vast met N.</translation>
    </message>
    <message>
        <source>Choose a decision in the tab Approvals first.</source>
        <translation>Kies eerst een besluit op het tabblad Goedkeuringen.</translation>
    </message>
    <message>
        <source>Export the view</source>
        <translation>Het overzicht exporteren</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Tekst (*.txt)</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) exported</source>
        <translation>
            <numerusform>%n rij geëxporteerd</numerusform>
            <numerusform>%n rijen geëxporteerd</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no list here to export.</source>
        <translation>Hier staat geen lijst om te exporteren.</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) exported</source>
        <translation>
            <numerusform>%n model geëxporteerd</numerusform>
            <numerusform>%n modellen geëxporteerd</numerusform>
        </translation>
    </message>
    <message>
        <source>Assets</source>
        <translation>Onderdelen</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
    <message>
        <source>Give a schema…</source>
        <translation>Een schema geven…</translation>
    </message>
    <message>
        <source>It was not recorded yet</source>
        <translation>Het was nog niet vastgelegd</translation>
    </message>
    <message>
        <source>Go back to now, or look back to a later day, to see it.</source>
        <translation>Ga terug naar nu, of kijk terug naar een latere dag, om het te zien.</translation>
    </message>
    <message>
        <source>Its service tags can&apos;t be read. Change them.</source>
        <translation>De servicetags zijn niet te lezen. Wijzig ze.</translation>
    </message>
    <message>
        <source>what needs me, to do, overview</source>
        <translation>wat mij nodig heeft, te doen, overzicht</translation>
    </message>
    <message>
        <source>approve, reject, vote, decide, delegate, sign, promotion</source>
        <translation>goedkeuren, afwijzen, stemmen, beslissen, overdragen, ondertekenen, promotie</translation>
    </message>
    <message>
        <source>acknowledge, snooze, escalate, drift, warning</source>
        <translation>oppakken, bevestigen, sluimeren, escaleren, verschuiving, drift, waarschuwing</translation>
    </message>
    <message>
        <source>duty, shift</source>
        <translation>dienst, ploeg</translation>
    </message>
    <message>
        <source>models, versions, register, submit, search, why blocked, why not in production</source>
        <translation>modellen, versies, registreren, indienen, zoeken, waarom geblokkeerd, waarom niet in productie</translation>
    </message>
    <message>
        <source>register model, new, add, import, MLflow, ONNX, folder</source>
        <translation>model registreren, nieuw, toevoegen, importeren, MLflow, ONNX, map</translation>
    </message>
    <message>
        <source>which version served on a day, who approved, history, audit trail, proof</source>
        <translation>welke versie in bedrijf was op een dag, wie keurde goed, geschiedenis, controlespoor, bewijs</translation>
    </message>
    <message>
        <source>process, BPMN, workflow, template, draw</source>
        <translation>proces, BPMN, werkstroom, sjabloon, tekenen</translation>
    </message>
    <message>
        <source>process, incident, retry, what waits</source>
        <translation>proces, incident, opnieuw proberen, wat wacht</translation>
    </message>
    <message>
        <source>servers, where models run, capacity, maintenance, freeze</source>
        <translation>servers, waar modellen draaien, capaciteit, onderhoud, uitrolstop, bevriezing</translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation>Uitrollen</translation>
    </message>
    <message>
        <source>deploy, roll back, rollback, what serves</source>
        <translation>uitrollen, terugdraaien, rollback, wat in bedrijf is</translation>
    </message>
    <message>
        <source>Monitoring</source>
        <translation>Bewaking</translation>
    </message>
    <message>
        <source>drift, bias, performance, tests, measure</source>
        <translation>drift, verschuiving, vertekening, prestaties, tests, meten</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Rapporten</translation>
    </message>
    <message>
        <source>KPI, figures, executive, board, how we stand</source>
        <translation>KPI, cijfers, bestuur, directie, hoe we ervoor staan</translation>
    </message>
    <message>
        <source>risk, use case, finding, waiver, attestation, policy, framework, RACI</source>
        <translation>risico, toepassing, bevinding, ontheffing, verklaring, beleid, raamwerk, RACI</translation>
    </message>
    <message>
        <source>people, users, roles, units, stages, keys</source>
        <translation>mensen, gebruikers, rollen, eenheden, fasen, sleutels</translation>
    </message>
    <message>
        <source>preferences, language, dark, passphrase, signing key</source>
        <translation>voorkeuren, taal, donker, wachtzin, ondertekensleutel</translation>
    </message>
    <message>
        <source>messages, watch, what is new</source>
        <translation>berichten, volgen, wat nieuw is</translation>
    </message>
    <message>
        <source>background service, what is under way</source>
        <translation>achtergrondservice, wat bezig is</translation>
    </message>
    <message>
        <source>No model is chosen</source>
        <translation>Geen model gekozen</translation>
    </message>
    <message>
        <source>Choose one in the list: its facts and history stand here.</source>
        <translation>Kies er een in de lijst: de feiten en geschiedenis staan dan hier.</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>Meer acties</translation>
    </message>
    <message>
        <source>No version yet</source>
        <translation>Nog geen versie</translation>
    </message>
    <message>
        <source>Register one with Ctrl+N.</source>
        <translation>Registreer er een met Ctrl+N.</translation>
    </message>
    <message>
        <source>of v{version}</source>
        <translation>van v{version}</translation>
    </message>
    <message>
        <source>Enter opens what was decided on.</source>
        <translation>Enter opent waarover is besloten.</translation>
    </message>
    <message>
        <source>No files</source>
        <translation>Geen bestanden</translation>
    </message>
    <message>
        <source>Verify the hash of its files</source>
        <translation>De hash van de bestanden controleren</translation>
    </message>
    <message>
        <source>digest, SHA-256, bytes</source>
        <translation>vingerafdruk, SHA-256, bytes</translation>
    </message>
    <message>
        <source>not read</source>
        <translation>niet gelezen</translation>
    </message>
    <message>
        <source>Open the address</source>
        <translation>Het adres openen</translation>
    </message>
    <message>
        <source>As written</source>
        <translation>Zoals geschreven</translation>
    </message>
    <message>
        <source>It is not kept here, and only https addresses are opened: {address}</source>
        <translation>Het wordt hier niet bewaard, en alleen https-adressen worden geopend: {address}</translation>
    </message>
    <message>
        <source>At {size} it is too large to be shown.</source>
        <translation>Met {size} is het te groot om te tonen.</translation>
    </message>
    <message>
        <source>It holds no text that can be shown ({size}).</source>
        <translation>Het bevat geen tekst die te tonen is ({size}).</translation>
    </message>
    <message>
        <source>There is no version yet.</source>
        <translation>Er is nog geen versie.</translation>
    </message>
    <message>
        <source>The version holds no files.</source>
        <translation>De versie bevat geen bestanden.</translation>
    </message>
    <message>
        <source>{done} of {total} MB read</source>
        <translation>{done} van {total} MB gelezen</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) is (are) not what was registered</source>
        <translation>
            <numerusform>%n bestand is niet wat is geregistreerd</numerusform>
            <numerusform>%n bestanden zijn niet wat is geregistreerd</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be read</source>
        <translation>
            <numerusform>%n bestand kon niet worden gelezen</numerusform>
            <numerusform>%n bestanden konden niet worden gelezen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped; %n file(s) had been checked.</source>
        <translation>
            <numerusform>Gestopt; %n bestand was gecontroleerd.</numerusform>
            <numerusform>Gestopt; %n bestanden waren gecontroleerd.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) checked: the bytes are those that were registered.</source>
        <translation>
            <numerusform>%n bestand gecontroleerd: de bytes zijn die van de registratie.</numerusform>
            <numerusform>%n bestanden gecontroleerd: de bytes zijn die van de registratie.</numerusform>
        </translation>
    </message>
    <message>
        <source>No schema</source>
        <translation>Geen schema</translation>
    </message>
    <message>
        <source>Add a schema.json that names the columns and what each of them is for.</source>
        <translation>Voeg een schema.json toe dat de kolommen noemt en waar elke kolom voor is.</translation>
    </message>
    <message>
        <source>Never deployed</source>
        <translation>Nooit uitgerold</translation>
    </message>
    <message>
        <source>Its life cycle deploys it once it is approved.</source>
        <translation>De levenscyclus rolt het uit zodra het is goedgekeurd.</translation>
    </message>
    <message>
        <source>Monitors</source>
        <translation>Monitoren</translation>
    </message>
    <message>
        <source>No monitor</source>
        <translation>Geen monitor</translation>
    </message>
    <message>
        <source>Monitors are attached when a version is deployed.</source>
        <translation>Monitoren worden gekoppeld bij de uitrol van een versie.</translation>
    </message>
    <message>
        <source>Test results</source>
        <translation>Testresultaten</translation>
    </message>
    <message>
        <source>Not tested</source>
        <translation>Niet getoetst</translation>
    </message>
    <message>
        <source>Request promotion (P): its life cycle runs the tests.</source>
        <translation>Vraag promotie (P): de levenscyclus voert de tests uit.</translation>
    </message>
    <message>
        <source>Add one, or put a model_card.md into the folder that you register.</source>
        <translation>Voeg er een toe, of zet een model_card.md in de map die u registreert.</translation>
    </message>
    <message>
        <source>Add document…</source>
        <translation>Document toevoegen…</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Beslissingen</translation>
    </message>
    <message>
        <source>No decision yet</source>
        <translation>Nog geen beslissing</translation>
    </message>
    <message>
        <source>No waivers</source>
        <translation>Geen ontheffingen</translation>
    </message>
    <message>
        <source>no version yet</source>
        <translation>nog geen versie</translation>
    </message>
    <message>
        <source>of v{version}, beside the version before it</source>
        <translation>van v{version}, naast de versie ervoor</translation>
    </message>
    <message>
        <source>X marks a snapshot; with two marked, D shows what differs.</source>
        <translation>X markeert een snapshot; zijn er twee gemarkeerd, dan toont D het verschil.</translation>
    </message>
    <message>
        <source>Release test {number} of v{version}, {rows} rows</source>
        <translation>Releasetoets {number} van v{version}, {rows} rijen</translation>
    </message>
    <message>
        <source>Waivers, with their ends</source>
        <translation>Ontheffingen, met hun einde</translation>
    </message>
    <message>
        <source>Why it counts so</source>
        <translation>Waarom het zo telt</translation>
    </message>
    <message>
        <source>Changes shown</source>
        <translation>Getoonde veranderingen</translation>
    </message>
    <message>
        <source>Breaking</source>
        <translation>Ingrijpend</translation>
    </message>
    <message>
        <source>Not cosmetic</source>
        <translation>Niet cosmetisch</translation>
    </message>
    <message>
        <source>Changes between two snapshots</source>
        <translation>Veranderingen tussen twee snapshots</translation>
    </message>
    <message>
        <source>Back to snapshots</source>
        <translation>Terug naar snapshots</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Wisselen</translation>
    </message>
    <message>
        <source>Comment on the change</source>
        <translation>Opmerking bij de wijziging</translation>
    </message>
    <message>
        <source>As frozen</source>
        <translation>Zoals vastgelegd</translation>
    </message>
    <message>
        <source>Show what was frozen</source>
        <translation>Tonen wat is vastgelegd</translation>
    </message>
    <message>
        <source>Swap the two sides</source>
        <translation>De twee kanten wisselen</translation>
    </message>
    <message>
        <source>These are snapshots of different models.</source>
        <translation>Dit zijn snapshots van verschillende modellen.</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %n group(s)</source>
        <translation>
            <numerusform>Geen verschil in %n groep</numerusform>
            <numerusform>Geen verschil in %n groepen</numerusform>
        </translation>
    </message>
    <message>
        <source>Risk tier</source>
        <translation>Risicoklasse</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Gezondheid</translation>
    </message>
    <message>
        <source>Debt</source>
        <translation>Achterstand</translation>
    </message>
    <message>
        <source>Bring in a framework</source>
        <translation>Een raamwerk binnenbrengen</translation>
    </message>
    <message>
        <source>Bring it in</source>
        <translation>Binnenbrengen</translation>
    </message>
    <message>
        <source>Framework</source>
        <translation>Raamwerk</translation>
    </message>
    <message>
        <source>a TOML file</source>
        <translation>een TOML-bestand</translation>
    </message>
    <message>
        <source>Frameworks (*.toml)</source>
        <translation>Raamwerken (*.toml)</translation>
    </message>
    <message>
        <source>Why it comes, or changes</source>
        <translation>Waarom het komt, of verandert</translation>
    </message>
    <message>
        <source>It is not in force until a second person puts it there.</source>
        <translation>Het is niet van kracht totdat een tweede persoon dat doet.</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Aandeel</translation>
    </message>
    <message>
        <source>one person:</source>
        <translation>één persoon:</translation>
    </message>
    <message>
        <source>a handle, where no role is named</source>
        <translation>een gebruikersnaam, waar geen rol staat</translation>
    </message>
    <message>
        <source>Who answers for it</source>
        <translation>Wie ervoor instaat</translation>
    </message>
    <message>
        <source>One is accountable for each.</source>
        <translation>Voor elk is er één eindverantwoordelijk.</translation>
    </message>
    <message>
        <source>Name another for {name}</source>
        <translation>Een ander aanwijzen voor {name}</translation>
    </message>
    <message>
        <source>Name them</source>
        <translation>Aanwijzen</translation>
    </message>
    <message>
        <source>Why it goes over</source>
        <translation>Waarom het overgaat</translation>
    </message>
    <message>
        <source>The entry ends, and another one begins; both stay on record. Name the same to confirm it.</source>
        <translation>De regel eindigt en er begint een andere; beide blijven vastgelegd. Wijs dezelfde aan om het te bevestigen.</translation>
    </message>
    <message>
        <source>cc-fraud/Model card, a number, a policy</source>
        <translation>cc-fraud/Model card, een nummer, een beleid</translation>
    </message>
    <message>
        <source>Attach evidence to {name}</source>
        <translation>Bewijs hechten aan {name}</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>Aanhechten</translation>
    </message>
    <message>
        <source>It is pinned as it is now: once it changes, it no longer counts.</source>
        <translation>Het wordt vastgelegd zoals het nu is: zodra het verandert, telt het niet meer.</translation>
    </message>
    <message>
        <source>What is done</source>
        <translation>Wat er gebeurt</translation>
    </message>
    <message>
        <source>Every so many days</source>
        <translation>Om de zoveel dagen</translation>
    </message>
    <message>
        <source>empty: no limit</source>
        <translation>leeg: geen grens</translation>
    </message>
    <message>
        <source>Shown by</source>
        <translation>Blijkt uit</translation>
    </message>
    <message>
        <source>what evidence it asks for</source>
        <translation>welk bewijs het vraagt</translation>
    </message>
    <message>
        <source>Add a control to {name}</source>
        <translation>Een maatregel toevoegen aan {name}</translation>
    </message>
    <message>
        <source>Add it</source>
        <translation>Toevoegen</translation>
    </message>
    <message>
        <source>empty: as it is</source>
        <translation>leeg: zoals het is</translation>
    </message>
    <message>
        <source>empty: as it is; 0: no limit</source>
        <translation>leeg: zoals het is; 0: geen grens</translation>
    </message>
    <message>
        <source>Change a control of {name}</source>
        <translation>Een maatregel van {name} wijzigen</translation>
    </message>
    <message>
        <source>End a control of {name}</source>
        <translation>Een maatregel van {name} beëindigen</translation>
    </message>
    <message>
        <source>Take up a control of {name}</source>
        <translation>Een maatregel van {name} weer opnemen</translation>
    </message>
    <message>
        <source>Its evidence counts as before: withdraw what shows nothing any more.</source>
        <translation>Haar bewijs telt zoals voorheen: trek in wat niets meer laat zien.</translation>
    </message>
    <message>
        <source>It counts again among what is done for its requirement.</source>
        <translation>Ze telt weer mee bij wat voor haar eis wordt gedaan.</translation>
    </message>
    <message>
        <source>Take it up</source>
        <translation>Weer opnemen</translation>
    </message>
    <message>
        <source>Why it is done no more</source>
        <translation>Waarom ze niet meer wordt uitgevoerd</translation>
    </message>
    <message>
        <source>Why it is done again</source>
        <translation>Waarom ze weer wordt uitgevoerd</translation>
    </message>
    <message>
        <source>Assess evidence anew for {name}</source>
        <translation>Bewijs opnieuw beoordelen voor {name}</translation>
    </message>
    <message>
        <source>It counts</source>
        <translation>Het telt</translation>
    </message>
    <message>
        <source>What you checked</source>
        <translation>Wat u hebt nagegaan</translation>
    </message>
    <message>
        <source>It is attached to this version&apos;s requirement, as it is now.</source>
        <translation>Het wordt aan de eis van deze versie gehecht, zoals het nu is.</translation>
    </message>
    <message>
        <source>Withdraw evidence of {name}</source>
        <translation>Bewijs van {name} intrekken</translation>
    </message>
    <message>
        <source>Why it shows nothing</source>
        <translation>Waarom het niets toont</translation>
    </message>
    <message>
        <source>It stays on record as withdrawn.</source>
        <translation>Het blijft als ingetrokken vastgelegd.</translation>
    </message>
    <message>
        <source>Requirement</source>
        <translation>Eis</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>Alle modellen</translation>
    </message>
    <message>
        <source>My models</source>
        <translation>Mijn modellen</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>Hoog risico</translation>
    </message>
    <message>
        <source>With debt</source>
        <translation>Met achterstand</translation>
    </message>
    <message>
        <source>Latest</source>
        <translation>Laatste</translation>
    </message>
    <message>
        <source>Life-cycle step</source>
        <translation>Levenscyclusstap</translation>
    </message>
    <message>
        <source>Model debt: ready and not deployed, or deployed without monitor, approval, limit or review</source>
        <translation>Modelschuld: klaar en niet uitgerold, of uitgerold zonder monitor, goedkeuring, grens of beoordeling</translation>
    </message>
    <message numerus="yes">
        <source>%n open alert(s); the worst: {rule}</source>
        <translation>
            <numerusform>%n open signaal; het ergste: {rule}</numerusform>
            <numerusform>%n open signalen; het ergste: {rule}</numerusform>
        </translation>
    </message>
    <message>
        <source>not requested</source>
        <translation>niet gevraagd</translation>
    </message>
    <message>
        <source>Its promotion has not been requested yet (P).</source>
        <translation>De promotie is nog niet gevraagd (P).</translation>
    </message>
    <message>
        <source>Run {run_number}, {state}</source>
        <translation>Run {run_number}, {state}</translation>
    </message>
    <message>
        <source>No debt</source>
        <translation>Geen schuld</translation>
    </message>
    <message>
        <source>Highest stage in place</source>
        <translation>Hoogste fase in bedrijf</translation>
    </message>
    <message>
        <source>at any step</source>
        <translation>in welke stap ook</translation>
    </message>
    <message>
        <source>Service tag</source>
        <translation>Servicetag</translation>
    </message>
    <message>
        <source>Name begins with</source>
        <translation>Naam begint met</translation>
    </message>
    <message>
        <source>no result</source>
        <translation>geen resultaat</translation>
    </message>
    <message>
        <source>no monitor</source>
        <translation>geen monitor</translation>
    </message>
    <message>
        <source>with debt</source>
        <translation>met schuld</translation>
    </message>
    <message>
        <source>no debt</source>
        <translation>geen schuld</translation>
    </message>
    <message>
        <source>in no stage</source>
        <translation>in geen fase</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Doel</translation>
    </message>
    <message>
        <source>In place</source>
        <translation>In bedrijf</translation>
    </message>
    <message>
        <source>Life cycle</source>
        <translation>Levenscyclus</translation>
    </message>
    <message>
        <source>The life cycle of {name}</source>
        <translation>De levenscyclus van {name}</translation>
    </message>
    <message>
        <source>Choose it</source>
        <translation>Kiezen</translation>
    </message>
    <message>
        <source>The next version that is submitted runs it.</source>
        <translation>De volgende versie die wordt ingediend doorloopt hem.</translation>
    </message>
    <message>
        <source>What is under way goes on as it began.</source>
        <translation>Wat onderweg is gaat verder zoals het begon.</translation>
    </message>
    <message>
        <source>Who decides follows from the approval route in force.</source>
        <translation>Wie beslist volgt uit de goedkeuringsroute die van kracht is.</translation>
    </message>
    <message>
        <source>No life cycle is published for its unit.</source>
        <translation>Voor deze eenheid is geen levenscyclus gepubliceerd.</translation>
    </message>
    <message>
        <source>It runs this one already.</source>
        <translation>Het doorloopt deze al.</translation>
    </message>
    <message>
        <source>The model is bound to it; a version changes nothing of that.</source>
        <translation>Het model is eraan gebonden; een versie verandert daar niets aan.</translation>
    </message>
    <message>
        <source>What the model is bound to is not published.</source>
        <translation>Waaraan het model gebonden is, is niet gepubliceerd.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Bron</translation>
    </message>
    <message>
        <source>Who can approve</source>
        <translation>Wie kan goedkeuren</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Feiten</translation>
    </message>
    <message>
        <source>Policy checklist</source>
        <translation>Beleidscontrolelijst</translation>
    </message>
    <message>
        <source>There is no version yet: register one with Ctrl+N.</source>
        <translation>Er is nog geen versie: registreer er een met Ctrl+N.</translation>
    </message>
    <message numerus="yes">
        <source>%n gap(s)</source>
        <translation>
            <numerusform>%n hiaat</numerusform>
            <numerusform>%n hiaten</numerusform>
        </translation>
    </message>
    <message>
        <source>no gaps</source>
        <translation>geen hiaten</translation>
    </message>
    <message>
        <source>Tests of {snapshot}</source>
        <translation>Tests van {snapshot}</translation>
    </message>
    <message>
        <source>Mend it in {tab}</source>
        <translation>Verhelp het in {tab}</translation>
    </message>
    <message>
        <source>Open the alerts of this model</source>
        <translation>De signalen van dit model openen</translation>
    </message>
    <message numerus="yes">
        <source>%n open alert(s)</source>
        <translation>
            <numerusform>%n open signaal</numerusform>
            <numerusform>%n open signalen</numerusform>
        </translation>
    </message>
    <message>
        <source>Of {versions}. Worst: {rule}</source>
        <translation>Van {versions}. Het ergste: {rule}</translation>
    </message>
    <message>
        <source>no monitor watches it</source>
        <translation>geen monitor bewaakt het</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>niet gemeten</translation>
    </message>
    <message>
        <source>{name}: {step}</source>
        <translation>{name}: {step}</translation>
    </message>
    <message>
        <source>nowhere yet</source>
        <translation>nog nergens</translation>
    </message>
    <message>
        <source>{stage} on {runtimes}</source>
        <translation>{stage} op {runtimes}</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>niet begonnen</translation>
    </message>
    <message>
        <source>none is bound</source>
        <translation>geen gekoppeld</translation>
    </message>
    <message>
        <source>{life_cycle}, which is not published</source>
        <translation>{life_cycle}, die niet is gepubliceerd</translation>
    </message>
    <message>
        <source>Nobody has to, by the routing table in force.</source>
        <translation>Niemand hoeft dat, volgens de geldende routetabel.</translation>
    </message>
    <message>
        <source>Held by</source>
        <translation>Bij</translation>
    </message>
    <message>
        <source>Roles and what they may do</source>
        <translation>Rollen en wat zij mogen</translation>
    </message>
    <message>
        <source>View as…</source>
        <translation>Bekijken als…</translation>
    </message>
    <message>
        <source>What a role may do is fixed by this version of Modelward, and the database holds everybody to it. Who holds a role is changed under Users, by request.</source>
        <translation>Wat een rol mag ligt vast in deze versie van Modelward, en de database houdt iedereen eraan. Wie een rol heeft, verandert onder Gebruikers, op aanvraag.</translation>
    </message>
    <message>
        <source>The role</source>
        <translation>De rol</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>Never in one person with</source>
        <translation>Nooit in één persoon met</translation>
    </message>
    <message>
        <source>It reads, and changes nothing.</source>
        <translation>Leest, en wijzigt niets.</translation>
    </message>
    <message>
        <source>Nobody else holds this role.</source>
        <translation>Niemand anders heeft deze rol.</translation>
    </message>
    <message>
        <source>brings it to: {states}</source>
        <translation>brengt het naar: {states}</translation>
    </message>
    <message numerus="yes">
        <source>{role} (%n needed): {names}</source>
        <translation>
            <numerusform>{role} (%n nodig): {names}</numerusform>
            <numerusform>{role} (%n nodig): {names}</numerusform>
        </translation>
    </message>
    <message>
        <source>not {person}, who worked on it</source>
        <translation>niet {person}, die eraan werkte</translation>
    </message>
    <message>
        <source>Models and data (*.onnx *.zip *.csv *.tsv *.parquet)</source>
        <translation>Modellen en gegevens (*.onnx *.zip *.csv *.tsv *.parquet)</translation>
    </message>
    <message>
        <source>Register a model</source>
        <translation>Een model registreren</translation>
    </message>
    <message>
        <source>Register and snapshot</source>
        <translation>Registreren en snapshot maken</translation>
    </message>
    <message>
        <source>Folder or file</source>
        <translation>Map of bestand</translation>
    </message>
    <message>
        <source>Git repository</source>
        <translation>Git-repository</translation>
    </message>
    <message>
        <source>MLflow server</source>
        <translation>MLflow-server</translation>
    </message>
    <message>
        <source>ONNX models (*.onnx)</source>
        <translation>ONNX-modellen (*.onnx)</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Met de hand</translation>
    </message>
    <message>
        <source>Search the server, and choose a model.</source>
        <translation>Zoek op de server en kies een model.</translation>
    </message>
    <message>
        <source>Folder, ONNX file or table</source>
        <translation>Map, ONNX-bestand of tabel</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Map…</translation>
    </message>
    <message>
        <source>path of a folder or a file</source>
        <translation>pad van een map of een bestand</translation>
    </message>
    <message>
        <source>A folder, an ONNX file or a ZIP; or a table (CSV, Parquet) with a label column, from which a model is trained. Each can be dropped on the window too. Nothing is executed.</source>
        <translation>Een map, een ONNX-bestand of een ZIP; of een tabel (CSV, Parquet) met een labelkolom, waaruit een model wordt getraind. Elk kan ook op het venster worden gesleept. Er wordt niets uitgevoerd.</translation>
    </message>
    <message>
        <source>Repository on this computer</source>
        <translation>Repository op deze computer</translation>
    </message>
    <message>
        <source>Branch, tag or commit</source>
        <translation>Branch, tag of commit</translation>
    </message>
    <message>
        <source>what is checked out</source>
        <translation>wat is uitgecheckt</translation>
    </message>
    <message>
        <source>Folder in it</source>
        <translation>Map daarin</translation>
    </message>
    <message>
        <source>all of it, or for example models/credit</source>
        <translation>alles, of bijvoorbeeld models/credit</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>Repository</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revisie</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Map</translation>
    </message>
    <message>
        <source>Read from its objects: no hook and no filter runs, and nothing is fetched.</source>
        <translation>Gelezen uit de objecten: geen hook en geen filter wordt uitgevoerd en er wordt niets opgehaald.</translation>
    </message>
    <message>
        <source>Address of the server</source>
        <translation>Adres van de server</translation>
    </message>
    <message>
        <source>Name of the secret with its token</source>
        <translation>Naam van het geheim met het token</translation>
    </message>
    <message>
        <source>none, or for example mlflow.prod</source>
        <translation>geen, of bijvoorbeeld mlflow.prod</translation>
    </message>
    <message>
        <source>Search models and runs</source>
        <translation>Modellen en runs zoeken</translation>
    </message>
    <message>
        <source>a part of the name; empty: the newest</source>
        <translation>een deel van de naam; leeg: de nieuwste</translation>
    </message>
    <message>
        <source>Models and runs</source>
        <translation>Modellen en runs</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Geheim</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Zoeken</translation>
    </message>
    <message>
        <source>Its host must be allowed on this computer: modelward runtime allow HOST:PORT.</source>
        <translation>De host moet op deze computer zijn toegestaan: modelward runtime allow HOST:PORT.</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>Gemaakt met</translation>
    </message>
    <message>
        <source>for example Excel, SAS, the name of the vendor&apos;s product</source>
        <translation>bijvoorbeeld Excel, SAS, de naam van het product van de leverancier</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>Waarvoor het dient</translation>
    </message>
    <message>
        <source>A spreadsheet, or what a vendor runs: its files may follow later.</source>
        <translation>Een rekenblad, of wat een leverancier draait: de bestanden kunnen later volgen.</translation>
    </message>
    <message>
        <source>Folder of a repository</source>
        <translation>Map van een repository</translation>
    </message>
    <message>
        <source>Enter the address of the server.</source>
        <translation>Voer het adres van de server in.</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>De server wordt gevraagd…</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) and runs.</source>
        <translation>
            <numerusform>%n model of run.</numerusform>
            <numerusform>%n modellen en runs.</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter takes what is chosen; X chooses more of them.</source>
        <translation>Enter neemt wat gekozen is; X kiest er meer.</translation>
    </message>
    <message>
        <source>The server holds nothing of that name.</source>
        <translation>De server heeft niets met die naam.</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Bestand…</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Plaats</translation>
    </message>
    <message>
        <source>They own the model from its registration on, and are told.</source>
        <translation>Die is eigenaar vanaf de registratie, en krijgt bericht.</translation>
    </message>
    <message>
        <source>Who writes the model card?</source>
        <translation>Wie schrijft de modelkaart?</translation>
    </message>
    <message>
        <source>This is the last step.</source>
        <translation>Dit is de laatste stap.</translation>
    </message>
    <message>
        <source>This is the first step.</source>
        <translation>Dit is de eerste stap.</translation>
    </message>
    <message>
        <source>{model} has an owner, in whose checklist it stands.</source>
        <translation>{model} heeft een eigenaar, in wiens controlelijst het staat.</translation>
    </message>
    <message>
        <source>Who can own it is still being read.</source>
        <translation>Wie eigenaar kan zijn, wordt nog gelezen.</translation>
    </message>
    <message numerus="yes">
        <source>Register %n model(s)</source>
        <translation>
            <numerusform>%n model registreren</numerusform>
            <numerusform>%n modellen registreren</numerusform>
        </translation>
    </message>
    <message>
        <source>Register them</source>
        <translation>Registreren</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Openen</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) ticked</source>
        <translation>
            <numerusform>%n model aangevinkt</numerusform>
            <numerusform>%n modellen aangevinkt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gap(s) in its files</source>
        <translation>
            <numerusform>%n hiaat in zijn bestanden</numerusform>
            <numerusform>%n hiaten in zijn bestanden</numerusform>
        </translation>
    </message>
    <message>
        <source>no gaps in its files</source>
        <translation>geen hiaten in zijn bestanden</translation>
    </message>
    <message>
        <source>Press Next: it is looked at before anything is stored.</source>
        <translation>Druk op Volgende: er wordt gekeken voordat iets wordt opgeslagen.</translation>
    </message>
    <message>
        <source>One model was asked for, and several were found: give the place of one, or take the folder as one model.</source>
        <translation>Er is om één model gevraagd, en er zijn er meer gevonden: geef de plaats van één, of neem de map als één model.</translation>
    </message>
    <message>
        <source>{person} asks for it. The place of its files is their word, and nobody has looked there yet: check it before you press Next.</source>
        <translation>{person} vraagt erom. De plaats van de bestanden is het woord van wie vraagt, en er heeft nog niemand gekeken: controleer haar voordat u op Volgende drukt.</translation>
    </message>
    <message>
        <source>Looking at it… Back stops it.</source>
        <translation>Het wordt bekeken… Terug stopt het.</translation>
    </message>
    <message>
        <source>Choose a source first.</source>
        <translation>Kies eerst een bron.</translation>
    </message>
    <message>
        <source>The files changed since they were looked at</source>
        <translation>De bestanden zijn veranderd sinds ernaar gekeken is</translation>
    </message>
    <message>
        <source>This is what is there now.</source>
        <translation>Dit is wat er nu staat.</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) registered.</source>
        <translation>
            <numerusform>%n model geregistreerd.</numerusform>
            <numerusform>%n modellen geregistreerd.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) not registered; each says why.</source>
        <translation>
            <numerusform>%n model niet geregistreerd; erbij staat waarom.</numerusform>
            <numerusform>%n modellen niet geregistreerd; bij elk staat waarom.</numerusform>
        </translation>
    </message>
    <message>
        <source>Register as</source>
        <translation>Registreren als</translation>
    </message>
    <message>
        <source>Request registration</source>
        <translation>Om registratie vragen</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>Naam van het model</translation>
    </message>
    <message>
        <source>Its use case: what is decided with it, and where</source>
        <translation>De toepassing: wat ermee beslist wordt, en waar</translation>
    </message>
    <message>
        <source>a folder, an address, or who has them</source>
        <translation>een map, een adres, of wie ze heeft</translation>
    </message>
    <message>
        <source>what else to know; it may stay empty</source>
        <translation>wat verder van belang is; mag leeg blijven</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>{name} openen</translation>
    </message>
    <message>
        <source>You hold no role in any unit; an administrator grants one.</source>
        <translation>U hebt in geen eenheid een rol; een beheerder kent er een toe.</translation>
    </message>
    <message>
        <source>{name} is registered already, in {unit}.</source>
        <translation>{name} is al geregistreerd, in {unit}.</translation>
    </message>
    <message>
        <source>Say what it is for.</source>
        <translation>Zeg waar het voor is.</translation>
    </message>
    <message>
        <source>Say where its files are, or who has them.</source>
        <translation>Zeg waar de bestanden staan, of wie ze heeft.</translation>
    </message>
    <message>
        <source>whoever may register there</source>
        <translation>wie daar mag registreren</translation>
    </message>
    <message>
        <source>Nobody may register there yet; an administrator grants the role.</source>
        <translation>Nog niemand mag daar registreren; een beheerder kent de rol toe.</translation>
    </message>
    <message>
        <source>It stands among the tasks of {who}. You are told what becomes of it.</source>
        <translation>Het staat bij de taken van {who}. U krijgt bericht wat ervan wordt.</translation>
    </message>
    <message>
        <source>Service tags, with commas</source>
        <translation>Servicetags, met komma&apos;s</translation>
    </message>
    <message>
        <source>its own name, or for example cards, cards-eu</source>
        <translation>de eigen naam, of bijvoorbeeld cards, cards-eu</translation>
    </message>
    <message>
        <source>Label column</source>
        <translation>Labelkolom</translation>
    </message>
    <message>
        <source>Protected columns, with commas</source>
        <translation>Beschermde kolommen, met komma&apos;s</translation>
    </message>
    <message>
        <source>none, or for example age_band, sex</source>
        <translation>geen, of bijvoorbeeld age_band, sex</translation>
    </message>
    <message>
        <source>a new model, {name}, in {unit}, risk tier {tier}, owner {owner}</source>
        <translation>een nieuw model, {name}, in {unit}, risicoklasse {tier}, eigenaar {owner}</translation>
    </message>
    <message>
        <source>a new model, {name}, that learns {label}, in {unit}, risk tier {tier}, owner {owner}</source>
        <translation>een nieuw model, {name}, dat {label} leert, in {unit}, risicoklasse {tier}, eigenaar {owner}</translation>
    </message>
    <message>
        <source>{name}, as it is</source>
        <translation>{name}, zoals het is</translation>
    </message>
    <message>
        <source>v{version} of {name} ({unit})</source>
        <translation>v{version} van {name} ({unit})</translation>
    </message>
    <message>
        <source>a new model</source>
        <translation>een nieuw model</translation>
    </message>
    <message>
        <source>For the models that are new; a next version keeps what its model has.</source>
        <translation>Voor de modellen die nieuw zijn; een volgende versie houdt wat haar model heeft.</translation>
    </message>
    <message>
        <source>It holds exactly these files: it is opened, and nothing is stored twice.</source>
        <translation>Het bevat precies deze bestanden: het wordt geopend, en niets wordt dubbel bewaard.</translation>
    </message>
    <message>
        <source>Register v{version} of {name}</source>
        <translation>v{version} van {name} registreren</translation>
    </message>
    <message>
        <source>Proposed for the same name.</source>
        <translation>Voorgesteld om dezelfde naam.</translation>
    </message>
    <message>
        <source>Proposed for the same name, and {shared} of {count} inputs.</source>
        <translation>Voorgesteld om dezelfde naam, en {shared} van de {count} invoerkolommen.</translation>
    </message>
    <message>
        <source>Proposed for a name like it, and {shared} of {count} inputs.</source>
        <translation>Voorgesteld om een naam die erop lijkt, en {shared} van de {count} invoerkolommen.</translation>
    </message>
    <message>
        <source>Proposed since it is open in the inventory: {shared} of {count} inputs.</source>
        <translation>Voorgesteld omdat het openstaat in de inventaris: {shared} van de {count} invoerkolommen.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Naam</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Protected</source>
        <translation>Beschermd</translation>
    </message>
    <message>
        <source>Your roles do not allow registering in any unit.</source>
        <translation>Uw rollen staan in geen enkele eenheid registreren toe.</translation>
    </message>
    <message>
        <source>Looking at it…</source>
        <translation>Er wordt naar gekeken…</translation>
    </message>
    <message>
        <source>Choose what to register.</source>
        <translation>Kies wat u wilt registreren.</translation>
    </message>
    <message>
        <source>Give the model a name.</source>
        <translation>Geef het model een naam.</translation>
    </message>
    <message>
        <source>{unit} has a model {name}: choose it, or give another name.</source>
        <translation>{unit} heeft een model {name}: kies dat, of geef een andere naam.</translation>
    </message>
    <message>
        <source>There is no column {unknown}.</source>
        <translation>Er is geen kolom {unknown}.</translation>
    </message>
    <message>
        <source>{done} of {total} downloaded</source>
        <translation>{done} van {total} gedownload</translation>
    </message>
    <message>
        <source>Write the model card now</source>
        <translation>De modelkaart nu schrijven</translation>
    </message>
    <message>
        <source>Assign to owner…</source>
        <translation>Aan eigenaar toewijzen…</translation>
    </message>
    <message>
        <source>What it is for, what it was made from, and its limits</source>
        <translation>Waarvoor het dient, waarvan het gemaakt is, en de grenzen ervan</translation>
    </message>
    <message>
        <source>{name} holds exactly these files already.</source>
        <translation>{name} bevat precies deze bestanden al.</translation>
    </message>
    <message>
        <source>no version holds these files yet</source>
        <translation>nog geen versie bevat deze bestanden</translation>
    </message>
    <message>
        <source>What is missing does not block registering: it becomes a task when its life cycle begins.</source>
        <translation>Wat ontbreekt houdt het registreren niet tegen: het wordt een taak zodra de levenscyclus begint.</translation>
    </message>
    <message>
        <source>The model card is left to {person}, who owns the model then and is told.</source>
        <translation>De modelkaart is voor {person}, die dan eigenaar van het model is en bericht krijgt.</translation>
    </message>
    <message>
        <source>Folder of a model</source>
        <translation>Map van een model</translation>
    </message>
    <message>
        <source>Model or data</source>
        <translation>Model of gegevens</translation>
    </message>
    <message>
        <source>Request promotion of {model_name} v{version}</source>
        <translation>Promotie vragen van {model_name} v{version}</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>Fasen</translation>
    </message>
    <message>
        <source>none on its path</source>
        <translation>geen op zijn pad</translation>
    </message>
    <message>
        <source>Who decides</source>
        <translation>Wie beslist</translation>
    </message>
    <message>
        <source>the last stage</source>
        <translation>de laatste fase</translation>
    </message>
    <message>
        <source>Gate to {stage} today</source>
        <translation>Poort naar {stage} vandaag</translation>
    </message>
    <message>
        <source>Runtimes shows each rule that fails, and its fix.</source>
        <translation>Runtimes toont elke regel die niet slaagt, en wat eraan te doen is.</translation>
    </message>
    <message>
        <source>Gaps do not block the request: the life cycle tests again, and what is still missing becomes a task for the right person.</source>
        <translation>Hiaten houden de vraag niet tegen: de levenscyclus toetst opnieuw, en wat dan nog ontbreekt wordt een taak voor de juiste persoon.</translation>
    </message>
    <message numerus="yes">
        <source>In an emergency: decision on {stage} within {hours} hours. {who}. A second role ({roles}) reviews it within %n day(s).</source>
        <translation>
            <numerusform>In een noodgeval: besluit over {stage} binnen {hours} uur. {who}. Een tweede rol ({roles}) toetst het binnen %n dag.</numerusform>
            <numerusform>In een noodgeval: besluit over {stage} binnen {hours} uur. {who}. Een tweede rol ({roles}) toetst het binnen %n dagen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Why it can&apos;t wait</source>
        <translation>Waarom het niet kan wachten</translation>
    </message>
    <message>
        <source>The version is frozen, tested and put to the vote, stage by stage.</source>
        <translation>De versie wordt vastgelegd, getoetst en in stemming gebracht, fase voor fase.</translation>
    </message>
    <message>
        <source>Run {run_number}, which waits for the end of a window, makes way for it.</source>
        <translation>Run {run_number}, die wacht op het einde van een uitrolstop, maakt er plaats voor.</translation>
    </message>
    <message>
        <source>The life cycle of {versions} ends as superseded.</source>
        <translation>De levenscyclus van {versions} eindigt als achterhaald.</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Gemaakt</translation>
    </message>
    <message>
        <source>not frozen</source>
        <translation>niet vastgelegd als snapshot</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>map</translation>
    </message>
    <message>
        <source>ONNX file</source>
        <translation>ONNX-bestand</translation>
    </message>
    <message>
        <source>trained here</source>
        <translation>hier getraind</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rol</translation>
    </message>
    <message>
        <source>entered by hand</source>
        <translation>met de hand ingevoerd</translation>
    </message>
    <message>
        <source>Its service tags can&apos;t be read. Freeze the version anew.</source>
        <translation>De servicetags zijn niet te lezen. Leg de versie opnieuw vast.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Grootte</translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation>Bewaard in</translation>
    </message>
    <message>
        <source>workspace</source>
        <translation>werkruimte</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Kolom</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richting</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>{type}, null</source>
        <translation>{type}, ook leeg</translation>
    </message>
    <message>
        <source>protected</source>
        <translation>beschermd</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nieuw</translation>
    </message>
    <message>
        <source>was {before}</source>
        <translation>was {before}</translation>
    </message>
    <message>
        <source>again from {when}</source>
        <translation>weer vanaf {when}</translation>
    </message>
    <message>
        <source>Did not serve from {until} until {since}</source>
        <translation>Niet in bedrijf van {until} tot {since}</translation>
    </message>
    <message>
        <source>{rule}: {first} to {last}</source>
        <comment>of a value over some runs</comment>
        <translation>{rule}: van {first} naar {last}</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>gelijk</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>Runtime</translation>
    </message>
    <message>
        <source>Began</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Champion and challenger</source>
        <translation>Kampioen en uitdager</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Maat</translation>
    </message>
    <message>
        <source>{name}, interval</source>
        <translation>{name}, bandbreedte</translation>
    </message>
    <message>
        <source>Better for the challenger by</source>
        <translation>Beter voor de uitdager met</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>Bandbreedte</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Opmerking</translation>
    </message>
    <message>
        <source>champion better</source>
        <translation>kampioen beter</translation>
    </message>
    <message>
        <source>challenger better</source>
        <translation>uitdager beter</translation>
    </message>
    <message>
        <source>higher is better</source>
        <translation>hoger is beter</translation>
    </message>
    <message>
        <source>lower is better</source>
        <translation>lager is beter</translation>
    </message>
    <message>
        <source>{measure}: {champion} {first}, {challenger} {second}; {result}, by {difference}, between {low} and {high}</source>
        <translation>{measure}: {champion} {first}, {challenger} {second}; {result}, met {difference}, tussen {low} en {high}</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>Monitor</translation>
    </message>
    <message>
        <source>Measures</source>
        <translation>Meet</translation>
    </message>
    <message>
        <source>Last result</source>
        <translation>Laatste resultaat</translation>
    </message>
    <message>
        <source>Last runs</source>
        <translation>Laatste metingen</translation>
    </message>
    <message>
        <source>Ran</source>
        <translation>Liep</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Volgende</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>gepauzeerd</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>met de hand</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultaat</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Waarde</translation>
    </message>
    <message>
        <source>Over versions</source>
        <translation>Per versie</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>geen grens</translation>
    </message>
    <message>
        <source>In production</source>
        <translation>In productie</translation>
    </message>
    <message>
        <source>p adjusted</source>
        <translation>p gecorrigeerd</translation>
    </message>
    <message>
        <source>Waiver</source>
        <translation>Ontheffing</translation>
    </message>
    <message>
        <source>to {day}</source>
        <comment>until</comment>
        <translation>tot {day}</translation>
    </message>
    <message>
        <source>waiver {waiver_number}</source>
        <translation>ontheffing {waiver_number}</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>this version</source>
        <translation>deze versie</translation>
    </message>
    <message>
        <source>the model</source>
        <translation>het model</translation>
    </message>
    <message>
        <source>file {sha256}</source>
        <translation>bestand {sha256}</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Beslissing</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Voor</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>handed in by the service manager</source>
        <translation>aangereikt door de servicebeheerder</translation>
    </message>
    <message>
        <source>handed in by the environment</source>
        <translation>aangereikt door de omgeving</translation>
    </message>
    <message>
        <source>in the encrypted secrets file</source>
        <translation>in het versleutelde geheimenbestand</translation>
    </message>
    <message>
        <source>in this computer&apos;s keyring</source>
        <translation>in de sleutelbos van deze computer</translation>
    </message>
    <message>
        <source>in a file that only you can read, on this computer</source>
        <translation>in een bestand dat alleen u kunt lezen, op deze computer</translation>
    </message>
    <message>
        <source>You can&apos;t sign here: no key of yours that is in force lies on this computer.</source>
        <translation>U kunt hier niet ondertekenen: op deze computer ligt geen sleutel van u die van kracht is.</translation>
    </message>
    <message>
        <source>You can&apos;t sign here.</source>
        <translation>U kunt hier niet ondertekenen.</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Handtekening</translation>
    </message>
    <message>
        <source>not yet: no key of yours that is in force lies here</source>
        <translation>nog niet: hier ligt geen sleutel van u die van kracht is</translation>
    </message>
    <message>
        <source>none: you have no key in force</source>
        <translation>geen: u hebt geen sleutel die van kracht is</translation>
    </message>
    <message>
        <source>none: this workspace asks for none</source>
        <translation>geen: deze werkruimte vraagt er geen</translation>
    </message>
    <message>
        <source>with key {kid}, {place}</source>
        <translation>met sleutel {kid}, {place}</translation>
    </message>
    <message>
        <source>To be signed</source>
        <translation>Te ondertekenen</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Commando kopiëren</translation>
    </message>
    <message>
        <source>on this computer</source>
        <translation>op deze computer</translation>
    </message>
    <message>
        <source>It asks for no passphrase: lock this computer when you leave it.</source>
        <translation>Hij vraagt geen wachtzin: vergrendel deze computer als u weggaat.</translation>
    </message>
    <message>
        <source>{what}, signed by you</source>
        <translation>{what}, door u ondertekend</translation>
    </message>
    <message>
        <source>Grant waiver {number}</source>
        <translation>Ontheffing {number} verlenen</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Reden</translation>
    </message>
    <message>
        <source>Grant the waiver</source>
        <translation>De ontheffing verlenen</translation>
    </message>
    <message>
        <source>The failed limit is passed until then, and stays visible as failed.</source>
        <translation>De overschreden grens telt tot dan als gehaald en blijft zichtbaar als overschreden.</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>Ondertekend</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>ondertekend</translation>
    </message>
    <message>
        <source>recorded</source>
        <translation>vastgelegd</translation>
    </message>
    <message>
        <source>void</source>
        <translation>vervallen</translation>
    </message>
    <message>
        <source>evidence changed</source>
        <translation>bewijs veranderd</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) not read: look at it first.</source>
        <translation>
            <numerusform>%n bericht niet gelezen: bekijk het eerst.</numerusform>
            <numerusform>%n berichten niet gelezen: bekijk het eerst.</numerusform>
        </translation>
    </message>
    <message>
        <source>It is another step than {title}.</source>
        <translation>Het is een andere stap dan {title}.</translation>
    </message>
    <message numerus="yes">
        <source>%n limit(s) not met: look at it and decide on its own.</source>
        <translation>
            <numerusform>%n grens niet gehaald: bekijk het en beslis er apart over.</numerusform>
            <numerusform>%n grenzen niet gehaald: bekijk het en beslis er apart over.</numerusform>
        </translation>
    </message>
    <message>
        <source>to be signed</source>
        <translation>te ondertekenen</translation>
    </message>
    <message>
        <source>A task is done on its own.</source>
        <translation>Een taak wordt apart gedaan.</translation>
    </message>
    <message>
        <source>None of them can be decided together</source>
        <translation>Over geen ervan kan samen worden beslist</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wacht</translation>
    </message>
    <message>
        <source>is being stored</source>
        <translation>wordt opgeslagen</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>goedgekeurd</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>afgewezen</translation>
    </message>
    <message>
        <source>{stored} of {all} are stored</source>
        <translation>{stored} van {all} zijn opgeslagen</translation>
    </message>
    <message>
        <source>The others say why not. What is stored stays; signing again tries the others.</source>
        <translation>De andere zeggen waarom niet. Wat is opgeslagen blijft; opnieuw ondertekenen probeert de andere.</translation>
    </message>
    <message numerus="yes">
        <source>Approved %n request(s)</source>
        <translation>
            <numerusform>%n aanvraag goedgekeurd</numerusform>
            <numerusform>%n aanvragen goedgekeurd</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Rejected %n request(s)</source>
        <translation>
            <numerusform>%n aanvraag afgewezen</numerusform>
            <numerusform>%n aanvragen afgewezen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Approve %n promotion(s)</source>
        <translation>
            <numerusform>%n promotie goedkeuren</numerusform>
            <numerusform>%n promoties goedkeuren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reject %n promotion(s)</source>
        <translation>
            <numerusform>%n promotie afwijzen</numerusform>
            <numerusform>%n promoties afwijzen</numerusform>
        </translation>
    </message>
    <message>
        <source>Each is decided and signed on its own; one refused holds up no other.</source>
        <translation>Over elk wordt apart beslist en ondertekend; een geweigerde houdt geen andere op.</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Ends</source>
        <translation>Eindigt</translation>
    </message>
    <message>
        <source>Use cases</source>
        <translation>Toepassingen van modellen</translation>
    </message>
    <message>
        <source>Use case</source>
        <translation>Toepassing van modellen</translation>
    </message>
    <message>
        <source>New use case…</source>
        <translation>Nieuwe toepassing…</translation>
    </message>
    <message>
        <source>A bank keeps its uses apart from its models: the same model may serve a regulated use and one that is not, under different rules.</source>
        <translation>Een bank houdt toepassingen los van modellen: hetzelfde model kan een gereguleerde toepassing dienen en een die dat niet is, onder andere regels.</translation>
    </message>
    <message>
        <source>Risk assessments</source>
        <translation>Risicobeoordelingen</translation>
    </message>
    <message>
        <source>Risk assessment</source>
        <translation>Risicobeoordeling</translation>
    </message>
    <message>
        <source>Assess a use…</source>
        <translation>Toepassing beoordelen…</translation>
    </message>
    <message>
        <source>A bank assesses each use by one method, so that the tier of a model can be explained years later: answers, version of the method, and two people.</source>
        <translation>Een bank beoordeelt elke toepassing met één methode, zodat de risicoklasse van een model jaren later uit te leggen is: antwoorden, versie van de methode en twee mensen.</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Bevindingen</translation>
    </message>
    <message>
        <source>New finding…</source>
        <translation>Nieuwe bevinding…</translation>
    </message>
    <message>
        <source>A bank keeps what scans and reviews found until it is mended or accepted: an open one that is grave stops a release.</source>
        <translation>Een bank bewaart wat scans en controles vonden tot het verholpen of geaccepteerd is: een ernstige die open staat houdt een release tegen.</translation>
    </message>
    <message>
        <source>A bank keeps its exceptions in one list, each with a reason and a last day: the rule stays failed, and a second person signed for it.</source>
        <translation>Een bank houdt haar uitzonderingen in één lijst, elk met een reden en een laatste dag: de regel blijft gezakt en een tweede persoon tekende ervoor.</translation>
    </message>
    <message>
        <source>Attestations</source>
        <translation>Verklaringen</translation>
    </message>
    <message>
        <source>Attestation</source>
        <translation>Verklaring</translation>
    </message>
    <message>
        <source>Plan a campaign…</source>
        <translation>Campagne plannen…</translation>
    </message>
    <message>
        <source>A bank asks owners from time to time whether what is on record is still so. Who did not answer in time stands here as overdue.</source>
        <translation>Een bank vraagt eigenaren van tijd tot tijd of wat vastligt nog klopt. Wie niet op tijd antwoordde, staat hier als te laat.</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>Beleid</translation>
    </message>
    <message>
        <source>Propose a version…</source>
        <translation>Versie voorstellen…</translation>
    </message>
    <message>
        <source>A bank writes down who decides and what is let through, with versions: what was in force on a day can be shown, and nobody changes it alone.</source>
        <translation>Een bank legt met versies vast wie beslist en wat wordt doorgelaten: wat op een dag gold is te tonen en niemand verandert het alleen.</translation>
    </message>
    <message>
        <source>Frameworks</source>
        <translation>Raamwerken</translation>
    </message>
    <message>
        <source>Bring in a framework…</source>
        <translation>Een raamwerk binnenbrengen…</translation>
    </message>
    <message>
        <source>A bank keeps what laws and standards ask of it, version by version, with what it does about each and what shows that: so it knows what still counts after a change.</source>
        <translation>Een bank bewaart wat wetten en normen van haar vragen, versie voor versie, met wat zij eraan doet en waaruit dat blijkt: zo weet zij wat na een wijziging nog telt.</translation>
    </message>
    <message>
        <source>Responsibilities</source>
        <translation>Verantwoordelijkheden</translation>
    </message>
    <message>
        <source>Responsibility</source>
        <translation>Verantwoordelijkheid</translation>
    </message>
    <message>
        <source>Say who answers…</source>
        <translation>Zeggen wie ervoor instaat…</translation>
    </message>
    <message>
        <source>A bank writes down who is responsible, accountable, consulted and informed. One is accountable for each, and who was so on a day can be shown.</source>
        <translation>Een bank legt vast wie verantwoordelijk en eindverantwoordelijk is, geraadpleegd en geïnformeerd wordt. Voor elk is er één eindverantwoordelijk, en wie dat op een dag was kan worden getoond.</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>Bedrijfstoepassingen</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Bedrijfstoepassing</translation>
    </message>
    <message>
        <source>New application…</source>
        <translation>Nieuwe bedrijfstoepassing…</translation>
    </message>
    <message>
        <source>A bank knows which of its systems ask which model version, and since when: from one customer&apos;s decision back to the model.</source>
        <translation>Een bank weet welke van haar systemen welke modelversie bevragen, en sinds wanneer: van de beslissing over één klant terug naar het model.</translation>
    </message>
    <message>
        <source>Data sources</source>
        <translation>Gegevensbronnen</translation>
    </message>
    <message>
        <source>Data source</source>
        <translation>Gegevensbron</translation>
    </message>
    <message>
        <source>New data source…</source>
        <translation>Nieuwe gegevensbron…</translation>
    </message>
    <message>
        <source>A bank keeps where the data of its monitors come from, whose they are and how they must be protected.</source>
        <translation>Een bank legt vast waar de gegevens van haar monitors vandaan komen, van wie ze zijn en hoe ze beschermd moeten worden.</translation>
    </message>
    <message>
        <source>Risk to judge</source>
        <translation>Risico te beoordelen</translation>
    </message>
    <message>
        <source>Emergencies to review</source>
        <translation>Noodvrijgaven toetsen</translation>
    </message>
    <message>
        <source>Your attestations</source>
        <translation>Uw verklaringen</translation>
    </message>
    <message>
        <source>Your waivers</source>
        <translation>Uw ontheffingen</translation>
    </message>
    <message>
        <source>Waivers ending in 30 d</source>
        <translation>Ontheffingen tot 30 d</translation>
    </message>
    <message>
        <source>Attestations due in 30 d</source>
        <translation>Verklaringen binnen 30 d</translation>
    </message>
    <message>
        <source>Overdue attestations</source>
        <translation>Verklaringen te laat</translation>
    </message>
    <message>
        <source>Risk to accept</source>
        <translation>Risico te accepteren</translation>
    </message>
    <message>
        <source>Open findings</source>
        <translation>Open bevindingen</translation>
    </message>
    <message>
        <source>Policy drafts</source>
        <translation>Beleidsconcepten</translation>
    </message>
    <message>
        <source>Framework drafts</source>
        <translation>Raamwerkconcepten</translation>
    </message>
    <message>
        <source>Regulated uses</source>
        <translation>Gereguleerd gebruik</translation>
    </message>
    <message>
        <source>proposed</source>
        <translation>voorgesteld</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>geaccepteerd</translation>
    </message>
    <message>
        <source>superseded</source>
        <translation>achterhaald</translation>
    </message>
    <message>
        <source>mitigating</source>
        <translation>wordt verholpen</translation>
    </message>
    <message>
        <source>asked</source>
        <translation>gevraagd</translation>
    </message>
    <message>
        <source>granted</source>
        <translation>verleend</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>verlopen</translation>
    </message>
    <message>
        <source>scheduled</source>
        <translation>gepland</translation>
    </message>
    <message>
        <source>submitted</source>
        <translation>ingediend</translation>
    </message>
    <message>
        <source>returned</source>
        <translation>teruggegeven</translation>
    </message>
    <message>
        <source>decided</source>
        <translation>beslist</translation>
    </message>
    <message>
        <source>in force</source>
        <translation>van kracht</translation>
    </message>
    <message>
        <source>past</source>
        <translation>voorbij</translation>
    </message>
    <message>
        <source>ended early</source>
        <translation>eerder beëindigd</translation>
    </message>
    <message>
        <source>Window {number}: {what}, {unit}</source>
        <translation>Uitrolstop {number}: {what}, {unit}</translation>
    </message>
    <message>
        <source>Planned by {person}: {reason}</source>
        <translation>Gepland door {person}: {reason}</translation>
    </message>
    <message>
        <source>Ended by {person}: {reason}</source>
        <translation>Beëindigd door {person}: {reason}</translation>
    </message>
    <message>
        <source>Times without deployments</source>
        <translation>Tijden zonder uitrol</translation>
    </message>
    <message>
        <source>No window was planned</source>
        <translation>Er is geen uitrolstop gepland</translation>
    </message>
    <message>
        <source>A window is planned in Runtimes by P; all are kept here.</source>
        <translation>Een uitrolstop wordt in Runtimes gepland met P; hier blijven ze allemaal bewaard.</translation>
    </message>
    <message>
        <source>Maintenance of runtimes and freezes of stages. Nothing is deployed there then.</source>
        <translation>Onderhoud van runtimes en bevriezingen van fasen. Daar wordt dan niets uitgerold.</translation>
    </message>
    <message>
        <source>Plan one in Runtimes, with P.</source>
        <translation>Plan er een in Runtimes, met P.</translation>
    </message>
    <message>
        <source>Choose a window first.</source>
        <translation>Kies eerst een uitrolstop.</translation>
    </message>
    <message>
        <source>It has ended already.</source>
        <translation>Die is al voorbij.</translation>
    </message>
    <message>
        <source>put in force</source>
        <translation>van kracht geworden</translation>
    </message>
    <message>
        <source>coming</source>
        <translation>komt</translation>
    </message>
    <message>
        <source>uses models</source>
        <translation>gebruikt modellen</translation>
    </message>
    <message>
        <source>uses none</source>
        <translation>gebruikt er geen</translation>
    </message>
    <message>
        <source>regulated</source>
        <translation>gereguleerd</translation>
    </message>
    <message>
        <source>not regulated</source>
        <translation>niet gereguleerd</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>te laat</translation>
    </message>
    <message>
        <source>Below that tier</source>
        <translation>Onder die klasse</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punten</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Assessed by</source>
        <translation>Beoordeeld door</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Beantwoord door</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>Opmerking</translation>
    </message>
    <message>
        <source>Found by</source>
        <translation>Gevonden door</translation>
    </message>
    <message>
        <source>Nothing shows it; can mend that</source>
        <translation>Niets toont het aan; kunnen dat herstellen</translation>
    </message>
    <message>
        <source>Nothing shows it and nobody is named for it; can name somebody</source>
        <translation>Niets toont het aan en niemand is ervoor aangewezen; kunnen iemand aanwijzen</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>Gevraagd door</translation>
    </message>
    <message>
        <source>Granted by</source>
        <translation>Verleend door</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Vraag</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>Herhaalt</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Verklaring</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Beoordeling</translation>
    </message>
    <message>
        <source>Reviewed by</source>
        <translation>Nagekeken door</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regels</translation>
    </message>
    <message>
        <source>Decisions on record</source>
        <translation>Vastgelegde beslissingen</translation>
    </message>
    <message>
        <source>Outcomes by</source>
        <translation>Uitkomsten via</translation>
    </message>
    <message>
        <source>Outcomes after</source>
        <translation>Uitkomsten na</translation>
    </message>
    <message>
        <source>Protection</source>
        <translation>Bescherming</translation>
    </message>
    <message>
        <source>Who may read</source>
        <translation>Wie mag lezen</translation>
    </message>
    <message>
        <source>Kept for</source>
        <translation>Bewaard</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>Versleuteld</translation>
    </message>
    <message>
        <source>Publisher</source>
        <translation>Uitgever</translation>
    </message>
    <message>
        <source>Edition</source>
        <translation>Uitgave</translation>
    </message>
    <message>
        <source>Requirements</source>
        <translation>Eisen</translation>
    </message>
    <message>
        <source>Evidence that counts</source>
        <translation>Bewijs dat telt</translation>
    </message>
    <message>
        <source>To assess anew</source>
        <translation>Opnieuw te beoordelen</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Vervallen</translation>
    </message>
    <message>
        <source>Doubtful</source>
        <translation>Twijfelachtig</translation>
    </message>
    <message>
        <source>Nothing shows</source>
        <translation>Niets toont</translation>
    </message>
    <message>
        <source>As in its file</source>
        <translation>Zoals in het bestand</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Maatregel</translation>
    </message>
    <message>
        <source>Responsible</source>
        <translation>Verantwoordelijk</translation>
    </message>
    <message>
        <source>Accountable</source>
        <translation>Eindverantwoordelijk</translation>
    </message>
    <message>
        <source>Consulted</source>
        <translation>Geraadpleegd</translation>
    </message>
    <message>
        <source>Kept informed</source>
        <translation>Op de hoogte gehouden</translation>
    </message>
    <message>
        <source>People affected</source>
        <translation>Geraakte mensen</translation>
    </message>
    <message>
        <source>Worst loss</source>
        <translation>Ergste verlies</translation>
    </message>
    <message>
        <source>Data used</source>
        <translation>Gebruikte gegevens</translation>
    </message>
    <message>
        <source>How far it can be explained</source>
        <translation>Hoe ver het uit te leggen is</translation>
    </message>
    <message>
        <source>responsible</source>
        <translation>verantwoordelijk</translation>
    </message>
    <message>
        <source>accountable</source>
        <translation>eindverantwoordelijk</translation>
    </message>
    <message>
        <source>consulted</source>
        <translation>geraadpleegd</translation>
    </message>
    <message>
        <source>informed</source>
        <translation>geïnformeerd</translation>
    </message>
    <message>
        <source>about</source>
        <translation>over</translation>
    </message>
    <message>
        <source>serves it</source>
        <translation>dient ervoor</translation>
    </message>
    <message>
        <source>uses</source>
        <translation>gebruikt</translation>
    </message>
    <message>
        <source>used before</source>
        <translation>eerder gebruikt</translation>
    </message>
    <message>
        <source>for</source>
        <translation>voor</translation>
    </message>
    <message>
        <source>follows its tier</source>
        <translation>volgt de klasse</translation>
    </message>
    <message>
        <source>method</source>
        <translation>methode</translation>
    </message>
    <message>
        <source>its file</source>
        <translation>het bestand</translation>
    </message>
    <message>
        <source>request</source>
        <translation>aanvraag</translation>
    </message>
    <message>
        <source>same campaign</source>
        <translation>zelfde campagne</translation>
    </message>
    <message>
        <source>read by</source>
        <translation>gelezen door</translation>
    </message>
    <message>
        <source>superseded by this</source>
        <translation>hierdoor opgevolgd</translation>
    </message>
    <message>
        <source>evidence for</source>
        <translation>bewijs voor</translation>
    </message>
    <message>
        <source>counts</source>
        <translation>telt</translation>
    </message>
    <message>
        <source>to assess anew</source>
        <translation>opnieuw te beoordelen</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>vervallen</translation>
    </message>
    <message>
        <source>assessed anew</source>
        <translation>opnieuw beoordeeld</translation>
    </message>
    <message>
        <source>too old</source>
        <translation>te oud</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>gewijzigd</translation>
    </message>
    <message>
        <source>a newer one is there</source>
        <translation>er is een nieuwer</translation>
    </message>
    <message>
        <source>no more in force</source>
        <translation>niet meer van kracht</translation>
    </message>
    <message>
        <source>other evidence since</source>
        <translation>sindsdien ander bewijs</translation>
    </message>
    <message>
        <source>another verdict since</source>
        <translation>sindsdien een ander oordeel</translation>
    </message>
    <message>
        <source>not to be seen</source>
        <translation>niet te zien</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Aanvraag</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Gewijzigd</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nee</translation>
    </message>
    <message>
        <source>not assessed yet</source>
        <translation>nog niet beoordeeld</translation>
    </message>
    <message>
        <source>carried from {reference}</source>
        <translation>meegegaan van {reference}</translation>
    </message>
    <message>
        <source>to be confirmed</source>
        <translation>te bevestigen</translation>
    </message>
    <message>
        <source>no more done</source>
        <translation>niet meer uitgevoerd</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n dag</numerusform>
            <numerusform>%n dagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n day(s)</source>
        <translation>
            <numerusform>elke %n dag</numerusform>
            <numerusform>elke %n dagen</numerusform>
        </translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beëindigd</translation>
    </message>
    <message>
        <source>no approval</source>
        <translation>geen goedkeuring</translation>
    </message>
    <message>
        <source>no document</source>
        <translation>geen document</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>verlopen</translation>
    </message>
    <message>
        <source>Libraries fixed by a lock file</source>
        <translation>Bibliotheken vastgelegd in een lockbestand</translation>
    </message>
    <message>
        <source>No file fixes the libraries</source>
        <translation>Geen bestand legt de bibliotheken vast</translation>
    </message>
    <message>
        <source>No grave finding is open</source>
        <translation>Er staat geen ernstige bevinding open</translation>
    </message>
    <message>
        <source>Grave findings are open</source>
        <translation>Er staan ernstige bevindingen open</translation>
    </message>
    <message>
        <source>The schema names the label</source>
        <translation>Het schema noemt het label</translation>
    </message>
    <message>
        <source>No label column: it can&apos;t be tested</source>
        <translation>Geen labelkolom: het kan niet worden getoetst</translation>
    </message>
    <message>
        <source>Waived</source>
        <translation>Ontheven</translation>
    </message>
    <message>
        <source>Over its limit</source>
        <translation>Over de grens</translation>
    </message>
    <message>
        <source>A model that can be served</source>
        <translation>Een model dat kan worden aangeboden</translation>
    </message>
    <message>
        <source>No model file</source>
        <translation>Geen modelbestand</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>Modelkaart</translation>
    </message>
    <message>
        <source>No model card</source>
        <translation>Geen modelkaart</translation>
    </message>
    <message>
        <source>An owner</source>
        <translation>Een eigenaar</translation>
    </message>
    <message>
        <source>Its owner works here no more</source>
        <translation>De eigenaar werkt hier niet meer</translation>
    </message>
    <message>
        <source>Monitors attached</source>
        <translation>Monitoren gekoppeld</translation>
    </message>
    <message>
        <source>No monitor attached</source>
        <translation>Geen monitor gekoppeld</translation>
    </message>
    <message>
        <source>Schema of inputs and outputs</source>
        <translation>Schema van invoer en uitvoer</translation>
    </message>
    <message>
        <source>Frozen as a snapshot</source>
        <translation>Vastgelegd als snapshot</translation>
    </message>
    <message>
        <source>Not frozen as a snapshot</source>
        <translation>Niet vastgelegd als snapshot</translation>
    </message>
    <message>
        <source>Release tests</source>
        <translation>Releasetests</translation>
    </message>
    <message>
        <source>Not tested yet: its life cycle does it</source>
        <translation>Nog niet getoetst: dat doet de levenscyclus</translation>
    </message>
    <message>
        <source>Can close or accept them: {people}</source>
        <translation>Kunnen ze sluiten of aanvaarden: {people}</translation>
    </message>
    <message>
        <source>Can grant a waiver, once it is asked for: {people}</source>
        <translation>Kunnen ontheffing verlenen zodra die gevraagd is: {people}</translation>
    </message>
    <message>
        <source>Can submit it: {people}</source>
        <translation>Kunnen het indienen: {people}</translation>
    </message>
    <message>
        <source>{gaps}, {files} in its files</source>
        <translation>{gaps}, {files} in zijn bestanden</translation>
    </message>
    <message>
        <source>{version}, snapshot s{number}</source>
        <translation>{version}, snapshot s{number}</translation>
    </message>
    <message>
        <source>{rule}: {why}</source>
        <translation>{rule}: {why}</translation>
    </message>
    <message>
        <source>{said}, waived</source>
        <translation>{said}, ontheven</translation>
    </message>
    <message>
        <source>{rule} beyond its limit</source>
        <translation>{rule} buiten de grens</translation>
    </message>
    <message>
        <source>{rule} below its minimum</source>
        <translation>{rule} onder het minimum</translation>
    </message>
    <message>
        <source>{rule} above its limit</source>
        <translation>{rule} boven de grens</translation>
    </message>
    <message>
        <source>It waits at “{step}”: task {number}, for {person}.</source>
        <translation>Die wacht bij “{step}”: taak {number}, voor {person}.</translation>
    </message>
    <message>
        <source>Nobody here can mend it: it needs the role {roles}.</source>
        <translation>Niemand hier kan het herstellen: daarvoor is de rol {roles} nodig.</translation>
    </message>
    <message numerus="yes">
        <source>{people} and %n more</source>
        <translation>
            <numerusform>{people} en nog %n</numerusform>
            <numerusform>{people} en nog %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Can mend it: {people}</source>
        <translation>Kunnen het herstellen: {people}</translation>
    </message>
    <message>
        <source>This needs the role {roles} in the model&apos;s unit.</source>
        <translation>Dit vraagt de rol {roles} in de eenheid van het model.</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>niet getoetst</translation>
    </message>
    <message>
        <source>last run {cause}</source>
        <translation>laatste run {cause}</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>in orde</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message>
        <source>Unique: one rule at most may match</source>
        <translation>Eenduidig: hooguit één regel mag passen</translation>
    </message>
    <message>
        <source>First: the first rule that matches counts</source>
        <translation>Eerste: de eerste passende regel telt</translation>
    </message>
    <message>
        <source>Any: several may match if they agree</source>
        <translation>Willekeurig: meerdere mogen passen als ze overeenstemmen</translation>
    </message>
    <message>
        <source>Collect: every rule that matches counts</source>
        <translation>Verzamelen: elke passende regel telt</translation>
    </message>
    <message>
        <source>Sum of every rule that matches</source>
        <translation>Som van elke passende regel</translation>
    </message>
    <message>
        <source>Lowest of every rule that matches</source>
        <translation>Laagste van elke passende regel</translation>
    </message>
    <message>
        <source>Highest of every rule that matches</source>
        <translation>Hoogste van elke passende regel</translation>
    </message>
    <message>
        <source>How many rules match</source>
        <translation>Hoeveel regels passen</translation>
    </message>
    <message>
        <source>if {label}</source>
        <translation>als {label}</translation>
    </message>
    <message>
        <source>then {label}</source>
        <translation>dan {label}</translation>
    </message>
    <message>
        <source>any</source>
        <translation>elke</translation>
    </message>
    <message>
        <source>(nothing)</source>
        <translation>(niets)</translation>
    </message>
    <message>
        <source>one expression</source>
        <translation>één expressie</translation>
    </message>
    <message numerus="yes">
        <source>%n rule(s)</source>
        <translation>
            <numerusform>%n regel</numerusform>
            <numerusform>%n regels</numerusform>
        </translation>
    </message>
    <message>
        <source>No rule looks at: {names}.</source>
        <translation>Geen regel kijkt naar: {names}.</translation>
    </message>
    <message>
        <source>Rules of {name}</source>
        <translation>Regels van {name}</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>geweigerd</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behouden</translation>
    </message>
    <message>
        <source>supported</source>
        <translation>ondersteund</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Element</source>
        <translation>Element</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>What the check says</source>
        <translation>Wat de controle zegt</translation>
    </message>
    <message>
        <source>Line {line}</source>
        <translation>Regel {line}</translation>
    </message>
    <message>
        <source>the new template {key}, v1</source>
        <translation>het nieuwe sjabloon {key}, v1</translation>
    </message>
    <message>
        <source>the new decision table {key}, v1</source>
        <translation>de nieuwe beslistabel {key}, v1</translation>
    </message>
    <message>
        <source>version {number} of the template {key}</source>
        <translation>versie {number} van het sjabloon {key}</translation>
    </message>
    <message>
        <source>version {number} of the decision table {key}</source>
        <translation>versie {number} van de beslistabel {key}</translation>
    </message>
    <message>
        <source>The file is kept byte for byte; nothing starts until it is published.</source>
        <translation>Het bestand wordt byte voor byte bewaard; er start niets voordat het is gepubliceerd.</translation>
    </message>
    <message>
        <source>Import {name}</source>
        <translation>{name} importeren</translation>
    </message>
    <message>
        <source>Import as draft</source>
        <translation>Als concept importeren</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>Wordt</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Runs</translation>
    </message>
    <message>
        <source>nothing in it</source>
        <translation>er loopt niets in</translation>
    </message>
    <message>
        <source>Nothing in this file can run; the report says why.</source>
        <translation>Niets in dit bestand kan lopen; het rapport zegt waarom.</translation>
    </message>
    <message>
        <source>Chi-square</source>
        <translation>Chikwadraat</translation>
    </message>
    <message>
        <source>Brier score</source>
        <translation>Brierscore</translation>
    </message>
    <message>
        <source>Not null</source>
        <translation>Niet leeg</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>geslaagd</translation>
    </message>
    <message>
        <source>{limit}, warns {warned}</source>
        <translation>{limit}, waarschuwt {warned}</translation>
    </message>
    <message>
        <source>A warning when {warns}; broken when {shown}</source>
        <translation>Waarschuwing bij {warns}; overschreden bij {shown}</translation>
    </message>
    <message>
        <source>{test} failed, and its waiver is over</source>
        <translation>{test} is gezakt, en de ontheffing ervan is voorbij</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>waarschuwing</translation>
    </message>
    <message>
        <source>over</source>
        <translation>overschreden</translation>
    </message>
    <message>
        <source>too little data</source>
        <translation>te weinig gegevens</translation>
    </message>
    <message>
        <source>does not apply</source>
        <translation>niet van toepassing</translation>
    </message>
    <message>
        <source>Broken when {shown}</source>
        <translation>Overschreden bij {shown}</translation>
    </message>
    <message>
        <source>No limit is set</source>
        <translation>Er is geen grens gesteld</translation>
    </message>
    <message>
        <source>{test_name} on {feature}</source>
        <translation>{test_name} op {feature}</translation>
    </message>
    <message>
        <source>outside {low} to {high}</source>
        <translation>buiten {low} tot {high}</translation>
    </message>
    <message>
        <source>Lineage of the last months</source>
        <translation>Herkomst van de laatste maanden</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wordt gelezen…</translation>
    </message>
    <message numerus="yes">
        <source>{events} in the last %n day(s)</source>
        <translation>
            <numerusform>{events} in de laatste %n dag</numerusform>
            <numerusform>{events} in de laatste %n dagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n gebeurtenis</numerusform>
            <numerusform>%n gebeurtenissen</numerusform>
        </translation>
    </message>
    <message>
        <source>registered</source>
        <translation>geregistreerd</translation>
    </message>
    <message>
        <source>snapshot taken</source>
        <translation>snapshot gemaakt</translation>
    </message>
    <message>
        <source>training recorded</source>
        <translation>training vastgelegd</translation>
    </message>
    <message>
        <source>data profile recorded</source>
        <translation>gegevensprofiel vastgelegd</translation>
    </message>
    <message>
        <source>tests finished</source>
        <translation>tests afgerond</translation>
    </message>
    <message>
        <source>promotion asked for</source>
        <translation>promotie gevraagd</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>beslissing</translation>
    </message>
    <message>
        <source>promotion accepted</source>
        <translation>promotie geaccepteerd</translation>
    </message>
    <message>
        <source>promotion rejected</source>
        <translation>promotie afgewezen</translation>
    </message>
    <message>
        <source>promotion withdrawn</source>
        <translation>promotie ingetrokken</translation>
    </message>
    <message>
        <source>waiver granted</source>
        <translation>ontheffing verleend</translation>
    </message>
    <message>
        <source>document added</source>
        <translation>document toegevoegd</translation>
    </message>
    <message>
        <source>range signed off</source>
        <translation>bereik afgetekend</translation>
    </message>
    <message>
        <source>deployed</source>
        <translation>uitgerold</translation>
    </message>
    <message>
        <source>deployment failed</source>
        <translation>uitrol mislukt</translation>
    </message>
    <message>
        <source>taken off</source>
        <translation>weggehaald</translation>
    </message>
    <message>
        <source>alert</source>
        <translation>signaal</translation>
    </message>
    <message>
        <source>alert acknowledged</source>
        <translation>signaal opgepakt</translation>
    </message>
    <message>
        <source>acknowledgement taken back</source>
        <translation>oppakken teruggenomen</translation>
    </message>
    <message>
        <source>alert being remedied</source>
        <translation>signaal wordt verholpen</translation>
    </message>
    <message>
        <source>alert resolved</source>
        <translation>signaal opgelost</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Gegevens</translation>
    </message>
    <message>
        <source>Deploying</source>
        <translation>Uitrollen</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) until {when}</source>
        <translation>
            <numerusform>%n gebeurtenis tot {when}</numerusform>
            <numerusform>%n gebeurtenissen tot {when}</numerusform>
        </translation>
    </message>
    <message>
        <source>held against the champion</source>
        <translation>naast de kampioen gelegd</translation>
    </message>
    <message>
        <source>deployed again</source>
        <translation>weer uitgerold</translation>
    </message>
    <message>
        <source>Recorded as reviewed by {person} on {when}, which does not hold: {why}</source>
        <translation>Vastgelegd als getoetst door {person} op {when}, maar dat klopt niet: {why}</translation>
    </message>
    <message>
        <source>Reviewed by {person} on {when}</source>
        <translation>Getoetst door {person} op {when}</translation>
    </message>
    <message>
        <source>No event is chosen</source>
        <translation>Geen gebeurtenis gekozen</translation>
    </message>
    <message>
        <source>Click one, or walk to it with the arrow keys.</source>
        <translation>Klik er een aan, of ga er met de pijltoetsen heen.</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Gebeurtenis</translation>
    </message>
    <message>
        <source>As of here</source>
        <translation>Peilen op dit moment</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>Ruw</translation>
    </message>
    <message>
        <source>Copy the link of this event</source>
        <translation>De link van deze gebeurtenis kopiëren</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>Voor en na</translation>
    </message>
    <message>
        <source>Related</source>
        <translation>Verwant</translation>
    </message>
    <message>
        <source>Failed tests</source>
        <translation>Gefaalde tests</translation>
    </message>
    <message>
        <source>Let pass by waiver {number}, until {when}</source>
        <translation>Doorgelaten met ontheffing {number}, tot {when}</translation>
    </message>
    <message>
        <source>Open the results</source>
        <translation>Resultaten openen</translation>
    </message>
    <message>
        <source>Event {id}</source>
        <translation>Gebeurtenis {id}</translation>
    </message>
    <message>
        <source>The event before it</source>
        <translation>De gebeurtenis ervoor</translation>
    </message>
    <message>
        <source>The event after it</source>
        <translation>De gebeurtenis erna</translation>
    </message>
    <message>
        <source>There is none.</source>
        <translation>Er is er geen.</translation>
    </message>
    <message>
        <source>Event {id}: {sentence}</source>
        <translation>Gebeurtenis {id}: {sentence}</translation>
    </message>
    <message>
        <source>The event as it is stored</source>
        <translation>De gebeurtenis zoals opgeslagen</translation>
    </message>
    <message>
        <source>What is hashed, byte for byte (RFC 8785); texts by salt and digest</source>
        <translation>Wat wordt gehasht, byte voor byte (RFC 8785); teksten als zout en digest</translation>
    </message>
    <message>
        <source>SHA-256 of a zero byte and this text</source>
        <translation>SHA-256 van een nulbyte en deze tekst</translation>
    </message>
    <message>
        <source>Not sealed yet</source>
        <translation>Nog niet verzegeld</translation>
    </message>
    <message>
        <source>Another event was sealed here</source>
        <translation>Hier is een andere gebeurtenis verzegeld</translation>
    </message>
    <message>
        <source>Sealed as leaf {leaf} of {head}</source>
        <translation>Verzegeld als blad {leaf} van {head}</translation>
    </message>
    <message>
        <source>Every event is a leaf of the seal, in the order of the trail, and a signed head covers all of them. With the digest below, a proof shows this one unchanged. The head that sealed it was over {head} events; later ones are over more.</source>
        <translation>Elke gebeurtenis is een blad van het zegel, in de volgorde van het spoor, en een ondertekende kop dekt ze allemaal. Met de digest hieronder toont een bewijs dat deze ongewijzigd is. De kop die haar verzegelde ging over {head} gebeurtenissen; latere gaan over meer.</translation>
    </message>
    <message>
        <source>left out; only its digest is kept</source>
        <translation>weggelaten; alleen de digest is bewaard</translation>
    </message>
    <message>
        <source>1 month</source>
        <translation>1 maand</translation>
    </message>
    <message>
        <source>3 months</source>
        <translation>3 maanden</translation>
    </message>
    <message>
        <source>6 months</source>
        <translation>6 maanden</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 jaar</translation>
    </message>
    <message>
        <source>along the links</source>
        <translation>langs de verbanden</translation>
    </message>
    <message>
        <source>beside</source>
        <translation>ernaast</translation>
    </message>
    <message>
        <source>more, or less</source>
        <translation>meer, of minder</translation>
    </message>
    <message>
        <source>links</source>
        <translation>verbanden</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>How many links from the version</source>
        <translation>Hoeveel verbanden vanaf de versie</translation>
    </message>
    <message numerus="yes">
        <source>%n link(s)</source>
        <translation>
            <numerusform>%n verband</numerusform>
            <numerusform>%n verbanden</numerusform>
        </translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>The graph begins with the first version.</source>
        <translation>De graaf begint met de eerste versie.</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s)</source>
        <translation>
            <numerusform>%n ding</numerusform>
            <numerusform>%n dingen</numerusform>
        </translation>
    </message>
    <message>
        <source>{things}, the last of {day}</source>
        <translation>{things}, het laatste van {day}</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Kies een model</translation>
    </message>
    <message>
        <source>As of: a day or a time, empty for now</source>
        <translation>Peildatum: een dag of tijdstip, leeg voor nu</translation>
    </message>
    <message>
        <source>now, or {day}</source>
        <translation>nu, of {day}</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereik</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>Gebeurtenissen filteren</translation>
    </message>
    <message>
        <source>Filter: kind, person, version</source>
        <translation>Filter: soort, persoon, versie</translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation>Getoond als</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Tijdlijn</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabel</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graaf</translation>
    </message>
    <message>
        <source>Customer decision</source>
        <translation>Klantbeslissing</translation>
    </message>
    <message>
        <source>Export proof…</source>
        <translation>Bewijs exporteren…</translation>
    </message>
    <message>
        <source>Review room…</source>
        <translation>Inzagekamer…</translation>
    </message>
    <message>
        <source>Sign off…</source>
        <translation>Aftekenen…</translation>
    </message>
    <message>
        <source>Lineage of</source>
        <translation>Herkomst van</translation>
    </message>
    <message>
        <source>As of: a day or a time, empty for the seal</source>
        <translation>Peildatum: een dag of tijdstip, leeg voor de verzegeling</translation>
    </message>
    <message>
        <source>seal, or {day}</source>
        <translation>zegel, of {day}</translation>
    </message>
    <message>
        <source>It was sealed on {when}; what came after is not in it.</source>
        <translation>Zij is verzegeld op {when}; wat daarna kwam staat er niet in.</translation>
    </message>
    <message>
        <source>The room ends at its seal</source>
        <translation>De kamer eindigt bij haar verzegeling</translation>
    </message>
    <message>
        <source>As of</source>
        <translation>Peildatum</translation>
    </message>
    <message>
        <source>yesterday, 2026-03-01, 2026-03-01 14:30; empty for now</source>
        <translation>gisteren, 1-3-2026, 2026-03-01 14:30; leeg voor nu</translation>
    </message>
    <message>
        <source>Show everything as it was recorded at</source>
        <translation>Toon alles zoals het was vastgelegd op</translation>
    </message>
    <message>
        <source>Models, versions, placements, decisions, limits, policies and what else has a history, with your own rights. A day alone means its last instant.</source>
        <translation>Modellen, versies, plaatsingen, besluiten, grenzen, beleid en wat verder een historie heeft, met uw eigen rechten. Alleen een dag betekent het laatste moment ervan.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Tonen</translation>
    </message>
    <message>
        <source>Lineage of {name}; choose another model</source>
        <translation>Herkomst van {name}; kies een ander model</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) that fit(s) the filter</source>
        <translation>
            <numerusform>%n gebeurtenis die aan het filter voldoet</numerusform>
            <numerusform>%n gebeurtenissen die aan het filter voldoen</numerusform>
        </translation>
    </message>
    <message>
        <source>{events} from {first} to {last}</source>
        <translation>{events} van {first} tot en met {last}</translation>
    </message>
    <message>
        <source>{events} in its whole life</source>
        <translation>{events} in de hele levensduur</translation>
    </message>
    <message>
        <source>{events} up to {day}</source>
        <translation>{events} tot {day}</translation>
    </message>
    <message>
        <source>{events} in the last {range}</source>
        <translation>{events} in de laatste {range}</translation>
    </message>
    <message>
        <source>{events} in {range} up to {day}</source>
        <translation>{events} in {range} tot {day}</translation>
    </message>
    <message>
        <source>Write for example yesterday, 40 days ago, 2026-03-01, 1 March 2026, or 2026-03-01 14:30 UTC.</source>
        <translation>Schrijf bijvoorbeeld gisteren, 40 dagen geleden, 1-3-2026, 1 maart 2026 of 2026-03-01 14:30 UTC.</translation>
    </message>
    <message>
        <source>“{text}” may be {one} or {other}</source>
        <translation>“{text}” kan {one} of {other} zijn</translation>
    </message>
    <message>
        <source>Write the month in letters: {one}.</source>
        <translation>Schrijf de maand in letters: {one}.</translation>
    </message>
    <message>
        <source>“{text}” is not understood as a time</source>
        <translation>“{text}” wordt niet als tijdstip begrepen</translation>
    </message>
    <message>
        <source>Empty for now.</source>
        <translation>Leeg voor nu.</translation>
    </message>
    <message>
        <source>Empty for the seal.</source>
        <translation>Leeg voor de verzegeling.</translation>
    </message>
    <message>
        <source>A day alone means its last instant.</source>
        <translation>Alleen een dag betekent het laatste moment ervan.</translation>
    </message>
    <message>
        <source>“{text}” is still to come</source>
        <translation>“{text}” moet nog komen</translation>
    </message>
    <message>
        <source>Choose a time that has been.</source>
        <translation>Kies een tijdstip dat geweest is.</translation>
    </message>
    <message>
        <source>Name, owner or tag</source>
        <translation>Naam, eigenaar of tag</translation>
    </message>
    <message>
        <source>Find a model</source>
        <translation>Een model zoeken</translation>
    </message>
    <message>
        <source>Models that fit</source>
        <translation>Passende modellen</translation>
    </message>
    <message>
        <source>No model fits</source>
        <translation>Geen model past</translation>
    </message>
    <message>
        <source>{name} had v{version}</source>
        <translation>{name} had v{version}</translation>
    </message>
    <message>
        <source>v{version} came on {day}</source>
        <translation>v{version} kwam op {day}</translation>
    </message>
    <message>
        <source>production</source>
        <translation>productie</translation>
    </message>
    <message>
        <source>{version} on {runtimes}</source>
        <translation>{version} op {runtimes}</translation>
    </message>
    <message>
        <source>{version} for #{service}</source>
        <translation>{version} voor #{service}</translation>
    </message>
    <message>
        <source>approved by {person}</source>
        <translation>goedgekeurd door {person}</translation>
    </message>
    <message>
        <source>no approval recorded</source>
        <translation>geen goedkeuring vastgelegd</translation>
    </message>
    <message>
        <source>{name} has v{version}</source>
        <translation>{name} heeft v{version}</translation>
    </message>
    <message>
        <source>v{version} came at {time} that day</source>
        <translation>v{version} kwam die dag om {time}</translation>
    </message>
    <message>
        <source>Serving in {stage} when it was sealed:</source>
        <translation>In bedrijf in {stage} toen het werd verzegeld:</translation>
    </message>
    <message>
        <source>Serving in {stage} now:</source>
        <translation>Nu in bedrijf in {stage}:</translation>
    </message>
    <message>
        <source>Serving in {stage} on {day} at {time}:</source>
        <translation>In bedrijf in {stage} op {day} om {time}:</translation>
    </message>
    <message>
        <source>approved on {long_day} by {person}</source>
        <translation>op {long_day} goedgekeurd door {person}</translation>
    </message>
    <message>
        <source>since {long_day}</source>
        <translation>sinds {long_day}</translation>
    </message>
    <message>
        <source>again since {long_day}</source>
        <translation>opnieuw sinds {long_day}</translation>
    </message>
    <message>
        <source>Other screens show the present.</source>
        <translation>Andere schermen tonen het heden.</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Ga daarheen</translation>
    </message>
    <message>
        <source>Back to now</source>
        <translation>Terug naar nu</translation>
    </message>
    <message>
        <source>Back to the seal</source>
        <translation>Terug naar de verzegeling</translation>
    </message>
    <message>
        <source>Lane or kind of object</source>
        <translation>Baan of soort object</translation>
    </message>
    <message>
        <source>Who did it</source>
        <translation>Wie het deed</translation>
    </message>
    <message>
        <source>Exact tag</source>
        <translation>Exacte tag</translation>
    </message>
    <message>
        <source>Reviewed or not yet</source>
        <translation>Getoetst of nog niet</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Teksten</translation>
    </message>
    <message>
        <source>fail</source>
        <translation>gezakt</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>kritiek</translation>
    </message>
    <message>
        <source>approval</source>
        <translation>goedkeuring</translation>
    </message>
    <message>
        <source>data, document</source>
        <translation>gegevens, document</translation>
    </message>
    <message>
        <source>event</source>
        <translation>gebeurtenis</translation>
    </message>
    <message>
        <source>lane</source>
        <translation>baan</translation>
    </message>
    <message>
        <source>range</source>
        <translation>bereik</translation>
    </message>
    <message>
        <source>zoom</source>
        <translation>zoomen</translation>
    </message>
    <message>
        <source>as of</source>
        <translation>peildatum</translation>
    </message>
    <message>
        <source>{test} inside</source>
        <translation>{test} binnen</translation>
    </message>
    <message>
        <source>outside {value}</source>
        <translation>buiten {value}</translation>
    </message>
    <message>
        <source>{test} below</source>
        <translation>{test} eronder</translation>
    </message>
    <message>
        <source>above {value}</source>
        <translation>boven {value}</translation>
    </message>
    <message>
        <source>{test} above</source>
        <translation>{test} boven</translation>
    </message>
    <message>
        <source>below {value}</source>
        <translation>onder {value}</translation>
    </message>
    <message>
        <source>Scale: {below} {above}, hatched: no batch</source>
        <translation>Schaal: {below} {above}, gearceerd: geen batch</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 dagen</translation>
    </message>
    <message>
        <source>8 hours</source>
        <translation>8 uur</translation>
    </message>
    <message>
        <source>12 hours</source>
        <translation>12 uur</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 uur</translation>
    </message>
    <message>
        <source>3 days</source>
        <translation>3 dagen</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 dagen</translation>
    </message>
    <message>
        <source>on call until {when}</source>
        <translation>dienst tot {when}</translation>
    </message>
    <message>
        <source>nobody is on call</source>
        <translation>niemand heeft dienst</translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) with somebody on call</source>
        <translation>
            <numerusform>%n eenheid waar iemand dienst heeft</numerusform>
            <numerusform>%n eenheden waar iemand dienst heeft</numerusform>
        </translation>
    </message>
    <message>
        <source>{person} is on call until {when}</source>
        <translation>dienst: {person} tot {when}</translation>
    </message>
    <message>
        <source>{unit}: {person}, until {when}</source>
        <translation>{unit}: {person}, tot {when}</translation>
    </message>
    <message>
        <source>On call</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>Put on call</source>
        <translation>Geef dienst</translation>
    </message>
    <message>
        <source>{when}, for {span}</source>
        <translation>{when}, {span} lang</translation>
    </message>
    <message>
        <source>What the service raises in the unit and below goes to this person, until then.</source>
        <translation>Wat de service in de eenheid en eronder signaleert, gaat tot dan naar deze persoon.</translation>
    </message>
    <message>
        <source>{name} (you)</source>
        <translation>{name} (u)</translation>
    </message>
    <message>
        <source>Nobody is on call for this unit by an entry of its own.</source>
        <translation>Voor deze eenheid zelf is niemand aangewezen die dienst heeft.</translation>
    </message>
    <message>
        <source>Until now: {person}, until {when}.</source>
        <translation>Tot nu toe: {person}, tot {when}.</translation>
    </message>
    <message>
        <source>Nobody in this unit may act on alerts.</source>
        <translation>Niemand in deze eenheid mag op signalen handelen.</translation>
    </message>
    <message>
        <source>on call</source>
        <translation>dienst</translation>
    </message>
    <message>
        <source>It is being read.</source>
        <translation>Het wordt gelezen.</translation>
    </message>
    <message>
        <source>You are on call until {when}</source>
        <translation>U hebt dienst tot {when}</translation>
    </message>
    <message>
        <source>15 minutes</source>
        <translation>15 minuten</translation>
    </message>
    <message>
        <source>6 hours</source>
        <translation>6 uur</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 dagen</translation>
    </message>
    <message>
        <source>From – to…</source>
        <translation>Van – tot…</translation>
    </message>
    <message>
        <source>Write 2026-03-31 or 2026-03-31 14:00.</source>
        <translation>Schrijf 31-3-2026 of 31-3-2026 14:00.</translation>
    </message>
    <message>
        <source>The second time is not after the first.</source>
        <translation>De tweede tijd ligt niet na de eerste.</translation>
    </message>
    <message>
        <source>last run is of v{version}</source>
        <translation>laatste run is van v{version}</translation>
    </message>
    <message>
        <source>Every day</source>
        <translation>Elke dag</translation>
    </message>
    <message>
        <source>On weekdays</source>
        <translation>Op werkdagen</translation>
    </message>
    <message>
        <source>On Mondays</source>
        <translation>Op maandag</translation>
    </message>
    <message>
        <source>On the first of the month</source>
        <translation>Op de eerste van de maand</translation>
    </message>
    <message>
        <source>As a cron expression says</source>
        <translation>Volgens een cron-expressie</translation>
    </message>
    <message>
        <source>Only by hand</source>
        <translation>Alleen met de hand</translation>
    </message>
    <message>
        <source>the hour before</source>
        <translation>het uur ervoor</translation>
    </message>
    <message>
        <source>the day before</source>
        <translation>de dag ervoor</translation>
    </message>
    <message>
        <source>the week before</source>
        <translation>de week ervoor</translation>
    </message>
    <message>
        <source>the 30 days before</source>
        <translation>de 30 dagen ervoor</translation>
    </message>
    <message>
        <source>New monitor</source>
        <translation>Nieuwe monitor</translation>
    </message>
    <message>
        <source>Make the monitor</source>
        <translation>Monitor maken</translation>
    </message>
    <message>
        <source>3  Reference</source>
        <translation>3  Referentie</translation>
    </message>
    <message>
        <source>5  Limits</source>
        <translation>5  Grenzen</translation>
    </message>
    <message>
        <source>6  On a breach</source>
        <translation>6  Bij overschrijding</translation>
    </message>
    <message>
        <source>Name of the monitor</source>
        <translation>Naam van de monitor</translation>
    </message>
    <message>
        <source>Daily drift</source>
        <translation>Dagelijkse drift</translation>
    </message>
    <message>
        <source>Stage and service</source>
        <translation>Fase en service</translation>
    </message>
    <message>
        <source>All that fit its columns</source>
        <translation>Alle die bij de kolommen passen</translation>
    </message>
    <message>
        <source>Only those that are ticked</source>
        <translation>Alleen wat is aangevinkt</translation>
    </message>
    <message>
        <source>Which measures</source>
        <translation>Welke maten</translation>
    </message>
    <message>
        <source>1  What is measured</source>
        <translation>1  Wat wordt gemeten</translation>
    </message>
    <message>
        <source>Data of</source>
        <translation>Gegevens van</translation>
    </message>
    <message>
        <source>Fewest rows</source>
        <translation>Minste rijen</translation>
    </message>
    <message>
        <source>the file of its day</source>
        <translation>het bestand van die dag</translation>
    </message>
    <message>
        <source>Each run reads</source>
        <translation>Elke run leest</translation>
    </message>
    <message>
        <source>fewest rows</source>
        <translation>minste rijen</translation>
    </message>
    <message>
        <source>2  Data</source>
        <translation>2  Gegevens</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Rooster</translation>
    </message>
    <message>
        <source>Time of day</source>
        <translation>Tijdstip</translation>
    </message>
    <message>
        <source>Cron expression</source>
        <translation>Cron-expressie</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Tijdzone</translation>
    </message>
    <message>
        <source>4  Schedule</source>
        <translation>4  Rooster</translation>
    </message>
    <message>
        <source>Name the model that is watched.</source>
        <translation>Noem het model dat wordt bewaakt.</translation>
    </message>
    <message>
        <source>Give the monitor a name.</source>
        <translation>Geef de monitor een naam.</translation>
    </message>
    <message>
        <source>{model} has a monitor of this name.</source>
        <translation>{model} heeft al een monitor met deze naam.</translation>
    </message>
    <message>
        <source>The path of this model has no stage to watch.</source>
        <translation>Het pad van dit model heeft geen fase om te bewaken.</translation>
    </message>
    <message>
        <source>Tick at least one measure.</source>
        <translation>Vink ten minste één maat aan.</translation>
    </message>
    <message>
        <source>No data source can be read here: make one in Governance first.</source>
        <translation>Hier is geen gegevensbron te lezen: maak er eerst een in Governance.</translation>
    </message>
    <message>
        <source>Write the time of day as 06:00.</source>
        <translation>Schrijf het tijdstip als 06:00.</translation>
    </message>
    <message>
        <source>Looking up the next times…</source>
        <translation>De volgende tijden worden opgezocht…</translation>
    </message>
    <message>
        <source>It runs when somebody, or a life cycle, asks for it.</source>
        <translation>Hij loopt wanneer iemand, of een levenscyclus, erom vraagt.</translation>
    </message>
    <message>
        <source>Next: {times}</source>
        <translation>Hierna: {times}</translation>
    </message>
    <message>
        <source>They come from the policy of the model&apos;s unit.</source>
        <translation>Ze komen uit het beleid van de eenheid van het model.</translation>
    </message>
    <message>
        <source>No thresholds are in force here: its results would have no verdict.</source>
        <translation>Hier zijn geen drempels van kracht: de uitkomsten zouden geen oordeel krijgen.</translation>
    </message>
    <message>
        <source>Judged by {table}. It fails at: {limits}.</source>
        <translation>Beoordeeld met {table}. Faalt bij: {limits}.</translation>
    </message>
    <message>
        <source>No limit fails: {tests}.</source>
        <translation>Geen grens laat falen: {tests}.</translation>
    </message>
    <message>
        <source>Once it has run, another limit can be tried on its results.</source>
        <translation>Na de eerste run kan een andere grens op de uitkomsten worden geprobeerd.</translation>
    </message>
    <message>
        <source>{stage} · #{service} (nothing serves there yet)</source>
        <translation>{stage} · #{service} (nog niets in bedrijf)</translation>
    </message>
    <message>
        <source>{stage} · #{service} (v{version} serves)</source>
        <translation>{stage} · #{service} (v{version} in bedrijf)</translation>
    </message>
    <message>
        <source>Data sources are made in Governance.</source>
        <translation>Gegevensbronnen maakt u in Governance.</translation>
    </message>
    <message>
        <source>The training data of the version that serves.</source>
        <translation>De trainingsgegevens van de versie die in bedrijf is.</translation>
    </message>
    <message>
        <source>The training data of the version that serves at the time. Nothing serves there yet: until then a run measures nothing.</source>
        <translation>De trainingsgegevens van de versie die dan in bedrijf is. Er is nog niets in bedrijf: tot dan meet een run niets.</translation>
    </message>
    <message>
        <source>The training data of the version that serves at the time. Of v{version} no profile is kept: its runs can&apos;t be judged.</source>
        <translation>De trainingsgegevens van de versie die dan in bedrijf is. Van v{version} is geen profiel bewaard: haar runs zijn niet te beoordelen.</translation>
    </message>
    <message>
        <source>The training data of the version that serves at the time: now v{version}, {rows} rows.</source>
        <translation>De trainingsgegevens van de versie die dan in bedrijf is: nu v{version}, {rows} rijen.</translation>
    </message>
    <message>
        <source>No monitor has measured this model in 90 days, so nothing to try them on.</source>
        <translation>Geen monitor heeft dit model in 90 dagen gemeten, dus er is niets om ze op te proberen.</translation>
    </message>
    <message>
        <source>On what was measured of this model in 90 days they would have fired: {times}.</source>
        <translation>Op wat in 90 dagen van dit model is gemeten, zouden ze zijn aangeslagen: {times}.</translation>
    </message>
    <message>
        <source>A result that fails raises an alert, as grave as the table says. The same one again is counted up, not doubled; a passing run on newer data resolves it. A run that does not come is an alert too. No life cycle starts by itself.</source>
        <translation>Een uitkomst die faalt geeft een signaal, zo ernstig als de tabel zegt. Hetzelfde nog eens wordt bijgeteld, niet verdubbeld; een geslaagde run op nieuwere gegevens lost het op. Ook een run die uitblijft is een signaal. Geen levenscyclus begint vanzelf.</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Rijen</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referentie</translation>
    </message>
    <message>
        <source>Data digest</source>
        <translation>Digest van de gegevens</translation>
    </message>
    <message>
        <source>Run now</source>
        <translation>Nu uitvoeren</translation>
    </message>
    <message>
        <source>Features by day</source>
        <translation>Kenmerken per dag</translation>
    </message>
    <message>
        <source>Distribution</source>
        <translation>Verdeling</translation>
    </message>
    <message>
        <source>Distribution, large</source>
        <translation>Verdeling, groot</translation>
    </message>
    <message>
        <source>Worst of all features</source>
        <translation>Ergste van alle kenmerken</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Trend</translation>
    </message>
    <message>
        <source>Threshold to try</source>
        <translation>Te proberen drempel</translation>
    </message>
    <message>
        <source>Propose…</source>
        <translation>Voorstellen…</translation>
    </message>
    <message>
        <source>Propose this limit…</source>
        <translation>Deze grens voorstellen…</translation>
    </message>
    <message>
        <source>Threshold, back-tested</source>
        <translation>Drempel, teruggetoetst</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Drempel</translation>
    </message>
    <message>
        <source>There is no limit to change.</source>
        <translation>Er is geen grens om te wijzigen.</translation>
    </message>
    <message>
        <source>A limit holds for all features: look at all of them first.</source>
        <translation>Een grens geldt voor alle kenmerken: bekijk ze eerst allemaal.</translation>
    </message>
    <message>
        <source>Try another number first.</source>
        <translation>Probeer eerst een ander getal.</translation>
    </message>
    <message>
        <source>{feature}, back-tested</source>
        <translation>{feature}, teruggetoetst</translation>
    </message>
    <message>
        <source>Worst of {count}, back-tested</source>
        <translation>Slechtste van {count}, teruggetoetst</translation>
    </message>
    <message>
        <source>Worst of {count}</source>
        <translation>Slechtste van {count}</translation>
    </message>
    <message>
        <source>Worst</source>
        <translation>Slechtste</translation>
    </message>
    <message>
        <source>Worst of all {count} features</source>
        <translation>Slechtste van alle {count} kenmerken</translation>
    </message>
    <message>
        <source>Worst of all {count} groups</source>
        <translation>Slechtste van alle {count} groepen</translation>
    </message>
    <message>
        <source>Feature of the trend</source>
        <translation>Kenmerk van de trend</translation>
    </message>
    <message>
        <source>Runs of the monitor</source>
        <translation>Runs van de monitor</translation>
    </message>
    <message>
        <source>Parts of the monitor</source>
        <translation>Delen van de monitor</translation>
    </message>
    <message>
        <source>Heat map</source>
        <translation>Warmtekaart</translation>
    </message>
    <message>
        <source>Champion / challenger</source>
        <translation>Kampioen / uitdager</translation>
    </message>
    <message>
        <source>This monitor has not run yet</source>
        <translation>Deze monitor heeft nog niet gedraaid</translation>
    </message>
    <message>
        <source>Its features, series and distributions stand here after the first run.</source>
        <translation>De kenmerken, reeksen en verdelingen staan hier na de eerste uitvoering.</translation>
    </message>
    <message>
        <source>worst first</source>
        <translation>ergste eerst</translation>
    </message>
    <message numerus="yes">
        <source>%n group(s)</source>
        <translation>
            <numerusform>%n groep</numerusform>
            <numerusform>%n groepen</numerusform>
        </translation>
    </message>
    <message>
        <source>{found} of {features}</source>
        <translation>{found} van {features}</translation>
    </message>
    <message>
        <source>Pause…</source>
        <translation>Pauzeer…</translation>
    </message>
    <message>
        <source>Runbook…</source>
        <translation>Draaiboek…</translation>
    </message>
    <message>
        <source>Search features</source>
        <translation>Kenmerken zoeken</translation>
    </message>
    <message>
        <source>Trend of</source>
        <translation>Trend van</translation>
    </message>
    <message>
        <source>Its tests can&apos;t be read, so it measures the usual ones. Make it anew.</source>
        <translation>De tests zijn niet te lezen, dus meet hij de gebruikelijke. Maak hem opnieuw.</translation>
    </message>
    <message>
        <source>Show the last run, {day}</source>
        <translation>Toon de laatste run, {day}</translation>
    </message>
    <message>
        <source>Judge by v{version}…</source>
        <translation>Beoordelen met v{version}…</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n rij</numerusform>
            <numerusform>%n rijen</numerusform>
        </translation>
    </message>
    <message>
        <source>Let it go on…</source>
        <translation>Laat doorgaan…</translation>
    </message>
    <message numerus="yes">
        <source>%n series</source>
        <translation>
            <numerusform>%n reeks</numerusform>
            <numerusform>%n reeksen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n feature(s)</source>
        <translation>
            <numerusform>%n kenmerk</numerusform>
            <numerusform>%n kenmerken</numerusform>
        </translation>
    </message>
    <message>
        <source>{features}, the first {shown}</source>
        <translation>{features}, de eerste {shown}</translation>
    </message>
    <message>
        <source>No threshold: nothing would have fired.</source>
        <translation>Geen drempel: niets zou zijn aangeslagen.</translation>
    </message>
    <message>
        <source>{words}. As stored it fires where a value is {limit_words}.</source>
        <translation>{words}. Zoals opgeslagen slaat hij aan waar een waarde {limit_words} is.</translation>
    </message>
    <message>
        <source>{fired}; with {value} {times}</source>
        <translation>{fired}; met {value} {times}</translation>
    </message>
    <message>
        <source>There is no batch on this day.</source>
        <translation>Er is op deze dag geen batch.</translation>
    </message>
    <message>
        <source>Distribution of {feature}</source>
        <translation>Verdeling van {feature}</translation>
    </message>
    <message>
        <source>No feature matches “{query}”.</source>
        <translation>Geen kenmerk past bij “{query}”.</translation>
    </message>
    <message>
        <source>same {count} bins, share of {rows} rows</source>
        <translation>zelfde {count} intervallen, aandeel van {rows} rijen</translation>
    </message>
    <message>
        <source>This run had no data.</source>
        <translation>Deze run had geen gegevens.</translation>
    </message>
    <message>
        <source>The profile of the reference&apos;s data is not kept.</source>
        <translation>Het profiel van de referentiegegevens is niet bewaard.</translation>
    </message>
    <message>
        <source>The profile of this run&apos;s data is not kept.</source>
        <translation>Het profiel van de gegevens van deze run is niet bewaard.</translation>
    </message>
    <message>
        <source>They were counted on different edges, so they can&apos;t stand side by side.</source>
        <translation>Ze zijn op verschillende grenzen geteld en kunnen dus niet naast elkaar staan.</translation>
    </message>
    <message>
        <source>{feature} is not counted by value.</source>
        <translation>{feature} wordt niet per waarde geteld.</translation>
    </message>
    <message>
        <source>too few rows</source>
        <translation>te weinig rijen</translation>
    </message>
    <message>
        <source>could not be measured</source>
        <translation>kon niet worden gemeten</translation>
    </message>
    <message>
        <source>run failed</source>
        <translation>run mislukt</translation>
    </message>
    <message>
        <source>has not run</source>
        <translation>heeft niet gelopen</translation>
    </message>
    <message>
        <source>Log loss</source>
        <translation>Logverlies</translation>
    </message>
    <message>
        <source>{verdict}, of v{version}</source>
        <translation>{verdict}, van v{version}</translation>
    </message>
    <message>
        <source>Daily {at}</source>
        <translation>Dagelijks {at}</translation>
    </message>
    <message>
        <source>Weekdays {at}</source>
        <translation>Werkdagen {at}</translation>
    </message>
    <message>
        <source>Schedule {cron}</source>
        <translation>Schema {cron}</translation>
    </message>
    <message>
        <source>Runs by hand or by its life cycle</source>
        <translation>Loopt met de hand of door de levenscyclus</translation>
    </message>
    <message>
        <source>{schedule}, next {when}</source>
        <translation>{schedule}, volgende {when}</translation>
    </message>
    <message>
        <source>reference: training data, {rows} rows</source>
        <translation>referentie: trainingsgegevens, {rows} rijen</translation>
    </message>
    <message>
        <source>last run {when}, n {rows}</source>
        <translation>laatste run {when}, n {rows}</translation>
    </message>
    <message>
        <source>judged by {table_name}</source>
        <translation>beoordeeld met {table_name}</translation>
    </message>
    <message>
        <source>Alerts stay until a run has enough of them.</source>
        <translation>Signalen blijven tot een run er genoeg heeft.</translation>
    </message>
    <message>
        <source>▲ The last run measured nothing: {reason}</source>
        <translation>▲ De laatste run heeft niets gemeten: {reason}</translation>
    </message>
    <message>
        <source>▲ The last run found no rows in the {span} before it: v{version} has scored nothing in that time, or its source has none of it.</source>
        <translation>▲ De laatste run vond geen rijen in de {span} ervoor: v{version} scoorde toen niets, of de bron heeft er niets van.</translation>
    </message>
    <message>
        <source>▲ The last run found {rows} rows in {span}; it needs {needed}.</source>
        <translation>▲ De laatste run vond {rows} rijen in {span}; er zijn er {needed} nodig.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nooit</translation>
    </message>
    <message>
        <source>once</source>
        <translation>één keer</translation>
    </message>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n keer</numerusform>
            <numerusform>%n keer</numerusform>
        </translation>
    </message>
    <message>
        <source>With {value} it would have fired {times} in {lasts}</source>
        <translation>Met {value} zou hij {times} zijn afgegaan in {lasts}</translation>
    </message>
    <message numerus="yes">
        <source>With {value} it would have fired {times} in %n day(s)</source>
        <translation>
            <numerusform>Met {value} zou dit {times} zijn aangeslagen in %n dag</numerusform>
            <numerusform>Met {value} zou dit {times} zijn aangeslagen in %n dagen</numerusform>
        </translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Terug</translation>
    </message>
    <message>
        <source>What follows</source>
        <translation>Wat volgt</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modellen</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Taken</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Aanvragen</translation>
    </message>
    <message>
        <source>Reviews</source>
        <translation>Beoordelingen</translation>
    </message>
    <message>
        <source>Acceptance tests</source>
        <translation>Acceptatietests</translation>
    </message>
    <message>
        <source>Threshold table</source>
        <translation>Drempeltabel</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Training data</source>
        <translation>Trainingsgegevens</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>Commit</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Omgeving</translation>
    </message>
    <message>
        <source>The record is what was sealed</source>
        <translation>De vastlegging is wat verzegeld werd</translation>
    </message>
    <message>
        <source>The record is not sealed yet</source>
        <translation>De vastlegging is nog niet verzegeld</translation>
    </message>
    <message>
        <source>The record can&apos;t be relied on</source>
        <translation>Op de vastlegging valt niet te vertrouwen</translation>
    </message>
    <message>
        <source>The id of a decision on a customer</source>
        <translation>Het id van een beslissing over een klant</translation>
    </message>
    <message>
        <source>the id of a decision</source>
        <translation>het id van een beslissing</translation>
    </message>
    <message>
        <source>Tell the story</source>
        <translation>Vertel het verhaal</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als tekst kopiëren</translation>
    </message>
    <message>
        <source>Told as</source>
        <translation>Verteld als</translation>
    </message>
    <message>
        <source>Story</source>
        <translation>Verhaal</translation>
    </message>
    <message>
        <source>The decision</source>
        <translation>De beslissing</translation>
    </message>
    <message>
        <source>Behind it</source>
        <translation>Erachter</translation>
    </message>
    <message>
        <source>No story is told.</source>
        <translation>Er is geen verhaal verteld.</translation>
    </message>
    <message>
        <source>What stands behind a decision?</source>
        <translation>Wat staat er achter een beslissing?</translation>
    </message>
    <message>
        <source>Type the id of a decision on a customer, as the application knows it.</source>
        <translation>Typ het id van een beslissing over een klant, zoals de toepassing het kent.</translation>
    </message>
    <message>
        <source>No decision {id} is recorded</source>
        <translation>Er is geen beslissing {id} vastgelegd</translation>
    </message>
    <message>
        <source>At that time it was not recorded yet, or it never was.</source>
        <translation>Op dat moment was ze nog niet vastgelegd, of ze werd het nooit.</translation>
    </message>
    <message>
        <source>Check the id. Decisions are here once the records of the application that made them are imported.</source>
        <translation>Controleer de id. Beslissingen staan hier zodra de records van de applicatie die ze nam, zijn geïmporteerd.</translation>
    </message>
    <message>
        <source>Several answers have the id {id}. Which one?</source>
        <translation>Meerdere antwoorden hebben het id {id}. Welk?</translation>
    </message>
    <message>
        <source>no application is recorded</source>
        <translation>geen toepassing vastgelegd</translation>
    </message>
    <message>
        <source>Trail</source>
        <translation>Spoor</translation>
    </message>
    <message>
        <source>No event tells of its import.</source>
        <translation>Geen gebeurtenis vertelt van de import.</translation>
    </message>
    <message>
        <source>Event {id}, its import</source>
        <translation>Gebeurtenis {id}, de import</translation>
    </message>
    <message>
        <source>What stands out</source>
        <translation>Wat opvalt</translation>
    </message>
    <message>
        <source>✓ Nothing: no test failed or warned, and no limit was waived.</source>
        <translation>✓ Niets: geen test faalde of waarschuwde, en van geen grens werd ontheven.</translation>
    </message>
    <message>
        <source>decision on a customer</source>
        <translation>beslissing over een klant</translation>
    </message>
    <message>
        <source>model</source>
        <translation>model</translation>
    </message>
    <message>
        <source>acceptance test</source>
        <translation>acceptatietest</translation>
    </message>
    <message>
        <source>review</source>
        <translation>beoordeling</translation>
    </message>
    <message>
        <source>decision table</source>
        <translation>beslistabel</translation>
    </message>
    <message>
        <source>person</source>
        <translation>persoon</translation>
    </message>
    <message>
        <source>decided in</source>
        <translation>besloten in</translation>
    </message>
    <message>
        <source>owned by</source>
        <translation>met eigenaar</translation>
    </message>
    <message>
        <source>answered by</source>
        <translation>beantwoord door</translation>
    </message>
    <message>
        <source>version of</source>
        <translation>versie van</translation>
    </message>
    <message>
        <source>registered by</source>
        <translation>geregistreerd door</translation>
    </message>
    <message>
        <source>frozen by</source>
        <translation>bevroren door</translation>
    </message>
    <message>
        <source>let in by</source>
        <translation>toegelaten door</translation>
    </message>
    <message>
        <source>asked for by</source>
        <translation>aangevraagd door</translation>
    </message>
    <message>
        <source>signed by</source>
        <translation>ondertekend door</translation>
    </message>
    <message>
        <source>reviewed by</source>
        <translation>beoordeeld door</translation>
    </message>
    <message>
        <source>done by</source>
        <translation>gedaan door</translation>
    </message>
    <message>
        <source>judged by</source>
        <translation>beoordeeld met</translation>
    </message>
    <message>
        <source>granted by</source>
        <translation>verleend door</translation>
    </message>
    <message>
        <source>trained by</source>
        <translation>getraind door</translation>
    </message>
    <message>
        <source>run by</source>
        <translation>uitgevoerd door</translation>
    </message>
    <message>
        <source>trained on</source>
        <translation>getraind op</translation>
    </message>
    <message>
        <source>ran in</source>
        <translation>uitgevoerd in</translation>
    </message>
    <message>
        <source>Graph of the decision</source>
        <translation>Graaf van de beslissing</translation>
    </message>
    <message>
        <source>Request {number}, {stage}</source>
        <translation>Aanvraag {number}, {stage}</translation>
    </message>
    <message>
        <source>Runtimes</source>
        <translation>Runtimes</translation>
    </message>
    <message>
        <source>Life cycles</source>
        <translation>Levenscycli</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Mensen</translation>
    </message>
    <message>
        <source>Nothing needs you</source>
        <translation>Niets wacht op u</translation>
    </message>
    <message>
        <source>Nothing else needs you</source>
        <translation>Verder wacht niets op u</translation>
    </message>
    <message>
        <source>Open before</source>
        <translation>Eerder geopend</translation>
    </message>
    <message>
        <source>No screen shows it yet.</source>
        <translation>Nog geen scherm toont dit.</translation>
    </message>
    <message>
        <source>No screen shows it.</source>
        <translation>Geen scherm toont dit.</translation>
    </message>
    <message>
        <source>There is nothing of that name that you may see.</source>
        <translation>Er is niets met die naam dat u mag zien.</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>the whole window, as it was recorded</source>
        <translation>het hele venster, zoals het was vastgelegd</translation>
    </message>
    <message>
        <source>Nothing is called so that you may see.</source>
        <translation>Niets dat u mag zien heet zo.</translation>
    </message>
    <message>
        <source>which version served then</source>
        <translation>welke versie toen in bedrijf was</translation>
    </message>
    <message>
        <source>as it was recorded</source>
        <translation>zoals het was vastgelegd</translation>
    </message>
    <message>
        <source>Type a model and a day: = cc-fraud 2026-03-01</source>
        <translation>Typ een model en een dag: = cc-fraud 2026-03-01</translation>
    </message>
    <message>
        <source>Two days are named. Ask for one of them.</source>
        <translation>Er staan twee dagen in. Vraag er één.</translation>
    </message>
    <message>
        <source>A day is missing.</source>
        <translation>Er ontbreekt een dag.</translation>
    </message>
    <message>
        <source>Write the year in full: 2026, not 26.</source>
        <translation>Schrijf het jaar voluit: 2026, niet 26.</translation>
    </message>
    <message>
        <source>There is no such day.</source>
        <translation>Zo&apos;n dag is er niet.</translation>
    </message>
    <message>
        <source>Write it as {day}.</source>
        <translation>Schrijf het als {day}.</translation>
    </message>
    <message>
        <source>Two days? Write {days}.</source>
        <translation>Twee dagen? Schrijf {days}.</translation>
    </message>
    <message>
        <source>{title} as of {when}</source>
        <translation>{title}, stand van {when}</translation>
    </message>
    <message>
        <source>That is still to come.</source>
        <translation>Dat moet nog komen.</translation>
    </message>
    <message>
        <source>You can&apos;t sign off the lineage of {name}.</source>
        <translation>U kunt de herkomst van {name} niet aftekenen.</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) of {name} signed off</source>
        <translation>
            <numerusform>%n gebeurtenis van {name} afgetekend</numerusform>
            <numerusform>%n gebeurtenissen van {name} afgetekend</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them your own act(s)</source>
        <translation>
            <numerusform>%n daarvan uw eigen handeling</numerusform>
            <numerusform>%n daarvan uw eigen handelingen</numerusform>
        </translation>
    </message>
    <message>
        <source>none your own act</source>
        <translation>geen eigen handeling</translation>
    </message>
    <message>
        <source>Up to</source>
        <translation>Tot en met</translation>
    </message>
    <message>
        <source>left out: a review covers every event of the range</source>
        <translation>telt niet: een toetsing geldt voor elke gebeurtenis van het bereik</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) not covered: not sealed yet</source>
        <translation>
            <numerusform>%n gebeurtenis valt erbuiten: nog niet verzegeld</numerusform>
            <numerusform>%n gebeurtenissen vallen erbuiten: nog niet verzegeld</numerusform>
        </translation>
    </message>
    <message>
        <source>Sign: reviewed</source>
        <translation>Ondertekenen: getoetst</translation>
    </message>
    <message>
        <source>Sign off</source>
        <translation>Aftekenen</translation>
    </message>
    <message>
        <source>The range is shown as reviewed. It changes nothing else.</source>
        <translation>Het bereik staat voortaan als getoetst. Verder verandert er niets.</translation>
    </message>
    <message>
        <source>event {number}</source>
        <translation>gebeurtenis {number}</translation>
    </message>
    <message>
        <source>{tier} risk</source>
        <translation>risico {tier}</translation>
    </message>
    <message>
        <source>incidents</source>
        <translation>incidenten</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wacht</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>afgebroken</translation>
    </message>
    <message>
        <source>{count}, filtered</source>
        <translation>{count}, gefilterd</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variabele</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>Van</translation>
    </message>
    <message>
        <source>the run</source>
        <translation>de run</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>Gevraagd</translation>
    </message>
    <message>
        <source>Said last</source>
        <translation>Meldde het laatst</translation>
    </message>
    <message>
        <source>Diagram of the run</source>
        <translation>Diagram van de run</translation>
    </message>
    <message>
        <source>Steps of the run</source>
        <translation>Stappen van de run</translation>
    </message>
    <message>
        <source>All steps of the run</source>
        <translation>Alle stappen van de run</translation>
    </message>
    <message>
        <source>Variables of the run</source>
        <translation>Variabelen van de run</translation>
    </message>
    <message>
        <source>Events of the run</source>
        <translation>Gebeurtenissen van de run</translation>
    </message>
    <message>
        <source>What the service did for the run</source>
        <translation>Wat de service voor de run deed</translation>
    </message>
    <message>
        <source>Back to the list of runs</source>
        <translation>Terug naar de lijst van runs</translation>
    </message>
    <message>
        <source>Go to the token</source>
        <translation>Naar het token</translation>
    </message>
    <message>
        <source>Parts of the run</source>
        <translation>Delen van de run</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Stappen</translation>
    </message>
    <message>
        <source>Start a run</source>
        <translation>Een run starten</translation>
    </message>
    <message>
        <source>Start it</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Variables, one on a line</source>
        <translation>Variabelen, één per regel</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>Variabelen</translation>
    </message>
    <message>
        <source>One on a line: name = value. Facts of the model and its version go in anyway.</source>
        <translation>Eén per regel: naam = waarde. Gegevens van het model en zijn versie gaan hoe dan ook mee.</translation>
    </message>
    <message>
        <source>How it mends the cause</source>
        <translation>Hoe dit de oorzaak verhelpt</translation>
    </message>
    <message>
        <source>This model has no version yet; register one in Inventory.</source>
        <translation>Dit model heeft nog geen versie; registreer er een bij Inventaris.</translation>
    </message>
    <message>
        <source>Nothing new began.</source>
        <translation>Er is niets nieuws begonnen.</translation>
    </message>
    <message>
        <source>This version is in that life cycle, or it has decided on it as it is.</source>
        <translation>Deze versie zit in die levenscyclus, of die heeft er al over beslist zoals zij is.</translation>
    </message>
    <message>
        <source>Open run {number}</source>
        <translation>Run {number} openen</translation>
    </message>
    <message>
        <source>May be left empty. Can be set: {names}</source>
        <translation>Mag leeg blijven. Kan worden gezet: {names}</translation>
    </message>
    <message>
        <source>{life_cycle} on {model} {version} is asked for; the service begins the run</source>
        <translation>{life_cycle} voor {model} {version} is gevraagd; de service begint de run</translation>
    </message>
    <message>
        <source>A model and one of its life cycles say what will be done.</source>
        <translation>Een model en een van zijn levenscycli bepalen wat er gebeurt.</translation>
    </message>
    <message>
        <source>No run begins: {version} is in this life cycle already, or was decided on in run {number}. Choose another life cycle, or register a newer version.</source>
        <translation>Er begint geen run: {version} zit al in deze levenscyclus, of in run {number} is erover besloten. Kies een andere levenscyclus of registreer een nieuwere versie.</translation>
    </message>
    <message>
        <source>No run begins: choose another life cycle or another version.</source>
        <translation>Er begint geen run: kies een andere levenscyclus of een andere versie.</translation>
    </message>
    <message>
        <source>The service starts {life_cycle} on {model} {version}.</source>
        <translation>De service start {life_cycle} voor {model} {version}.</translation>
    </message>
    <message>
        <source>The alert is in remediation then, and shows the run.</source>
        <translation>Het signaal wordt dan verholpen en toont de run.</translation>
    </message>
    <message>
        <source>What is under way ends as superseded: {runs}.</source>
        <translation>Wat onderweg is, eindigt als vervangen: {runs}.</translation>
    </message>
    <message>
        <source>Run {number} decided on this version as it is. Choose another version, or register a new one in Inventory.</source>
        <translation>Run {number} heeft over deze versie beslist zoals zij is. Kies een andere versie, of registreer een nieuwe bij Inventaris.</translation>
    </message>
    <message>
        <source>Open the run</source>
        <translation>De run openen</translation>
    </message>
    <message>
        <source>The service has not begun the run yet; it will stand here</source>
        <translation>De service is nog niet met de run begonnen; hij komt hier te staan</translation>
    </message>
    <message>
        <source>This version is in that life cycle already, in run {number}.</source>
        <translation>Deze versie zit al in die levenscyclus, in run {number}.</translation>
    </message>
    <message>
        <source>Run {number} rejected this version, and nothing of it is new since. Change it or add a document, or choose another version.</source>
        <translation>Run {number} heeft deze versie afgewezen, en er is sindsdien niets nieuws aan. Wijzig haar of voeg een document toe, of kies een andere versie.</translation>
    </message>
    <message>
        <source>Whole drawing</source>
        <translation>Hele tekening</translation>
    </message>
    <message>
        <source>Its width</source>
        <translation>Hele breedte</translation>
    </message>
    <message>
        <source>Wheel moves, Ctrl+wheel zooms, F all, W width</source>
        <translation>Wiel verplaatst, Ctrl+wiel zoomt, F alles, W breedte</translation>
    </message>
    <message>
        <source>Runs at this step</source>
        <translation>Runs bij deze stap</translation>
    </message>
    <message>
        <source>started {when} by {started_by}</source>
        <translation>gestart {when} door {started_by}</translation>
    </message>
    <message>
        <source>executing</source>
        <translation>wordt uitgevoerd</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>bevestigd</translation>
    </message>
    <message>
        <source>not asked for</source>
        <translation>niet gevraagd</translation>
    </message>
    <message>
        <source>Retry: {said}</source>
        <translation>Nieuwe poging: {said}</translation>
    </message>
    <message>
        <source>failed again</source>
        <translation>weer mislukt</translation>
    </message>
    <message>
        <source>executed</source>
        <translation>uitgevoerd</translation>
    </message>
    <message>
        <source>About the run</source>
        <translation>Over de run</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>Opschorten</translation>
    </message>
    <message>
        <source>Cancel run…</source>
        <translation>Run afbreken…</translation>
    </message>
    <message>
        <source>No run is chosen</source>
        <translation>Geen run gekozen</translation>
    </message>
    <message>
        <source>Choose one in the list: its steps and what it waits for stand here.</source>
        <translation>Kies er een in de lijst: de stappen ervan en waarop hij wacht staan hier.</translation>
    </message>
    <message>
        <source>Incident</source>
        <translation>Incident</translation>
    </message>
    <message>
        <source>no. {number}</source>
        <translation>nr. {number}</translation>
    </message>
    <message>
        <source>Retry step</source>
        <translation>Stap opnieuw proberen</translation>
    </message>
    <message>
        <source>Counts only when the step&apos;s own check passes.</source>
        <translation>Telt pas als de eigen controle van de stap slaagt.</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Pogingen</translation>
    </message>
    <message>
        <source>{attempts}, none left</source>
        <translation>{attempts}, geen meer over</translation>
    </message>
    <message>
        <source>Deployment {deployment_number} belongs to this run.</source>
        <translation>Uitrol {deployment_number} hoort bij deze run.</translation>
    </message>
    <message>
        <source>Waiting for</source>
        <translation>Wacht op</translation>
    </message>
    <message>
        <source>Open task {number}</source>
        <translation>Taak {number} openen</translation>
    </message>
    <message>
        <source>the step</source>
        <translation>de stap</translation>
    </message>
    <message>
        <source>Asked for: the service takes it up next.</source>
        <translation>Gevraagd: de service pakt het zo op.</translation>
    </message>
    <message>
        <source>It runs: {step}</source>
        <translation>Loopt nu: {step}</translation>
    </message>
    <message>
        <source>{step} has passed: the life cycle goes on.</source>
        <translation>{step} is geslaagd: de levenscyclus gaat door.</translation>
    </message>
    <message>
        <source>It came back as task {number}: {step}</source>
        <translation>Het kwam terug als taak {number}: {step}</translation>
    </message>
    <message>
        <source>It failed again: {step}</source>
        <translation>Het mislukte opnieuw: {step}</translation>
    </message>
    <message>
        <source>It was not tried: the life cycle has ended.</source>
        <translation>Het is niet geprobeerd: de levenscyclus is geëindigd.</translation>
    </message>
    <message>
        <source>{name}, task {number}, for {since}</source>
        <translation>{name}, taak {number}, sinds {since}</translation>
    </message>
    <message>
        <source>{names} decided already</source>
        <translation>Al beslist: {names}</translation>
    </message>
    <message>
        <source>overdue by {passed}</source>
        <translation>{passed} te laat</translation>
    </message>
    <message>
        <source>due</source>
        <translation>uiterlijk</translation>
    </message>
    <message>
        <source>All variables</source>
        <translation>Alle variabelen</translation>
    </message>
    <message>
        <source>{when} by {started_by}</source>
        <translation>{when} door {started_by}</translation>
    </message>
    <message>
        <source>Called by</source>
        <translation>Aangeroepen door</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Roept aan</translation>
    </message>
    <message>
        <source>Deployment {deployment_number}</source>
        <translation>Uitrol {deployment_number}</translation>
    </message>
    <message>
        <source>Deployed by</source>
        <translation>Uitgerold door</translation>
    </message>
    <message>
        <source>Tried by</source>
        <translation>Geprobeerd door</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Hervatten</translation>
    </message>
    <message>
        <source>any {roles}</source>
        <translation>elke {roles}</translation>
    </message>
    <message>
        <source>anybody</source>
        <translation>iedereen</translation>
    </message>
    <message>
        <source>Timer</source>
        <translation>Timer</translation>
    </message>
    <message>
        <source>{name}, until {when}</source>
        <translation>{name}, tot {when}</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>due</source>
        <comment>job</comment>
        <translation>aan de beurt</translation>
    </message>
    <message>
        <source>being done</source>
        <translation>wordt uitgevoerd</translation>
    </message>
    <message>
        <source>{step}, attempt {number}</source>
        <translation>{step}, poging {number}</translation>
    </message>
    <message>
        <source>{when} by {person}: “{reason}”</source>
        <translation>{when} door {person}: “{reason}”</translation>
    </message>
    <message>
        <source>Rolled back</source>
        <translation>Teruggedraaid</translation>
    </message>
    <message>
        <source>{step}: {why}</source>
        <translation>{step}: {why}</translation>
    </message>
    <message>
        <source>{when}: “{then}” instead of “{name}”</source>
        <translation>{when}: “{then}” in plaats van “{name}”</translation>
    </message>
    <message>
        <source>{when}: “{then}”; “{name}” stays open</source>
        <translation>{when}: “{then}”; “{name}” blijft open</translation>
    </message>
    <message>
        <source>It can&apos;t be read. Start the run anew.</source>
        <translation>Dit is niet te lezen. Start de run opnieuw.</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>(leeg)</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>en nog {count}</translation>
    </message>
    <message>
        <source>no stage tag: takes no deployments</source>
        <translation>geen fasetag: krijgt geen uitrollen</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Eindpunt</translation>
    </message>
    <message>
        <source>Maintenance…</source>
        <translation>Onderhoud…</translation>
    </message>
    <message>
        <source>Plan a time in which nothing is deployed</source>
        <translation>Een tijd plannen waarin niets wordt uitgerold</translation>
    </message>
    <message>
        <source>Choose one above: its endpoint, engine and what it serves stand here.</source>
        <translation>Kies er hierboven een: eindpunt, engine en aanbod staan hier.</translation>
    </message>
    <message>
        <source>No runtime is chosen</source>
        <translation>Geen runtime gekozen</translation>
    </message>
    <message>
        <source>Its tags can&apos;t be read. Change them.</source>
        <translation>De tags zijn niet te lezen. Wijzig ze.</translation>
    </message>
    <message>
        <source>Its records of decisions wait beside it: {pause}</source>
        <translation>Wat hij vastlegt van beslissingen wacht ernaast: {pause}</translation>
    </message>
    <message numerus="yes">
        <source>and %n more window(s)</source>
        <translation>
            <numerusform>en nog %n uitrolstop</numerusform>
            <numerusform>en nog %n uitrolstops</numerusform>
        </translation>
    </message>
    <message>
        <source>End…</source>
        <translation>Beëindigen…</translation>
    </message>
    <message>
        <source>End window {number}</source>
        <translation>Uitrolstop {number} beëindigen</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Serves</source>
        <translation>Biedt aan</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Ruimte</translation>
    </message>
    <message>
        <source>{count} of {capacity} models</source>
        <translation>{count} van {capacity} modellen</translation>
    </message>
    <message>
        <source>Answers in</source>
        <translation>Antwoordt in</translation>
    </message>
    <message>
        <source>Last look</source>
        <translation>Laatst bekeken</translation>
    </message>
    <message>
        <source>none, batch</source>
        <translation>geen, batch</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>deze machine</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>nog niet bekend</translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation>{age} geleden</translation>
    </message>
    <message>
        <source>Stage tags</source>
        <translation>Fasetags</translation>
    </message>
    <message>
        <source>Known stages: {stages}</source>
        <translation>Bekende fasen: {stages}</translation>
    </message>
    <message>
        <source>Service tags</source>
        <translation>Servicetags</translation>
    </message>
    <message>
        <source>Known services: {services}</source>
        <translation>Bekende services: {services}</translation>
    </message>
    <message>
        <source>Tags of {name}</source>
        <translation>Tags van {name}</translation>
    </message>
    <message>
        <source>Apply tags</source>
        <translation>Tags toepassen</translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>Er zou niets veranderen.</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>online</source>
        <translation>online</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>batch</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>empty: it asks for none</source>
        <translation>leeg: er wordt geen gevraagd</translation>
    </message>
    <message>
        <source>Name of the token</source>
        <translation>Naam van het token</translation>
    </message>
    <message>
        <source>This computer may call it</source>
        <translation>Deze computer mag die aanroepen</translation>
    </message>
    <message>
        <source>Its host</source>
        <translation>De host ervan</translation>
    </message>
    <message>
        <source>No tag means no match: a runtime without both tags takes no deployments.</source>
        <translation>Geen tag betekent geen match: een runtime zonder beide tags krijgt geen uitrollen.</translation>
    </message>
    <message>
        <source>Add a runtime</source>
        <translation>Runtime toevoegen</translation>
    </message>
    <message>
        <source>Add runtime</source>
        <translation>Runtime toevoegen</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Geef een naam.</translation>
    </message>
    <message>
        <source>An online runtime of this kind needs its URL.</source>
        <translation>Een online runtime van deze soort heeft een URL nodig.</translation>
    </message>
    <message>
        <source>no stage is called so</source>
        <translation>geen fase heet zo</translation>
    </message>
    <message>
        <source>{unit} ({path})</source>
        <translation>{unit} ({path})</translation>
    </message>
    <message>
        <source>frozen for {units}</source>
        <translation>bevroren voor {units}</translation>
    </message>
    <message>
        <source>no service</source>
        <translation>geen service</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>ongebruikt</translation>
    </message>
    <message>
        <source>closed for maintenance</source>
        <translation>gesloten voor onderhoud</translation>
    </message>
    <message>
        <source>serves {model_name} version {version}</source>
        <translation>biedt {model_name} versie {version} aan</translation>
    </message>
    <message>
        <source>{name} in {stage} for {tag}: {word}, {serves}</source>
        <translation>{name} in {stage} voor {tag}: {word}, {serves}</translation>
    </message>
    <message>
        <source>Runtimes by service and stage</source>
        <translation>Runtimes per service en fase</translation>
    </message>
    <message>
        <source>Places for a version</source>
        <translation>Plaatsen voor een versie</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>Plaatsen</translation>
    </message>
    <message>
        <source>Places for</source>
        <translation>Plaatsen voor</translation>
    </message>
    <message numerus="yes">
        <source>%n fit(s)</source>
        <translation>
            <numerusform>%n past</numerusform>
            <numerusform>%n passen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n later</source>
        <translation>
            <numerusform>%n later</numerusform>
            <numerusform>%n later</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n after one fix</source>
        <translation>
            <numerusform>%n na één aanpassing</numerusform>
            <numerusform>%n na één aanpassing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n do(es) not</source>
        <translation>
            <numerusform>%n niet</numerusform>
            <numerusform>%n niet</numerusform>
        </translation>
    </message>
    <message>
        <source>fits</source>
        <translation>past</translation>
    </message>
    <message>
        <source>fits later</source>
        <translation>past later</translation>
    </message>
    <message>
        <source>fits after one fix</source>
        <translation>past na één aanpassing</translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation>past niet</translation>
    </message>
    <message>
        <source>{loaded} of {capacity} models</source>
        <translation>{loaded} van {capacity} modellen</translation>
    </message>
    <message>
        <source>{good} of {count} rules hold</source>
        <translation>{good} van {count} regels kloppen</translation>
    </message>
    <message>
        <source>Add tag {tag}…</source>
        <translation>Tag {tag} toevoegen…</translation>
    </message>
    <message>
        <source>Add tag {tag} to {name}</source>
        <translation>Tag {tag} toevoegen aan {name}</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>Nodig</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>klopt</translation>
    </message>
    <message>
        <source>held when it was last looked at</source>
        <translation>gold toen er het laatst naar werd gekeken</translation>
    </message>
    <message>
        <source>does not hold</source>
        <translation>klopt niet</translation>
    </message>
    <message numerus="yes">
        <source>%n other tag(s)</source>
        <translation>
            <numerusform>%n andere tag</numerusform>
            <numerusform>%n andere tags</numerusform>
        </translation>
    </message>
    <message>
        <source>ready</source>
        <translation>gereed</translation>
    </message>
    <message>
        <source>not looked at</source>
        <translation>niet bekeken</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>onbereikbaar</translation>
    </message>
    <message>
        <source>does not serve all</source>
        <translation>bedient niet alles</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>bezet</translation>
    </message>
    <message>
        <source>draining</source>
        <translation>loopt leeg</translation>
    </message>
    <message>
        <source>retired</source>
        <translation>buiten gebruik</translation>
    </message>
    <message>
        <source>not seen yet</source>
        <translation>nog niet gezien</translation>
    </message>
    <message>
        <source>Stage tag</source>
        <translation>Fasetag</translation>
    </message>
    <message>
        <source>Stages apart</source>
        <translation>Fasen gescheiden</translation>
    </message>
    <message>
        <source>Service free</source>
        <translation>Service vrij</translation>
    </message>
    <message>
        <source>Stage free</source>
        <translation>Fase vrij</translation>
    </message>
    <message>
        <source>Snapshot&apos;s tag</source>
        <translation>Tag van de snapshot</translation>
    </message>
    <message>
        <source>Types</source>
        <translation>Typen</translation>
    </message>
    <message>
        <source>Capacity</source>
        <translation>Capaciteit</translation>
    </message>
    <message>
        <source>Freeze window</source>
        <translation>Uitrolstop</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>gepland</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pauze</translation>
    </message>
    <message>
        <source>Maintenance until {until}</source>
        <translation>Onderhoud tot {until}</translation>
    </message>
    <message>
        <source>Maintenance from {since} to {until}</source>
        <translation>Onderhoud van {since} tot {until}</translation>
    </message>
    <message>
        <source>Every stage of the kind {kind} is frozen for {unit} until {until}</source>
        <translation>Elke fase van de soort {kind} is voor {unit} bevroren tot {until}</translation>
    </message>
    <message>
        <source>Every stage of the kind {kind} is frozen for {unit} from {since} to {until}</source>
        <translation>Elke fase van de soort {kind} is voor {unit} bevroren van {since} tot {until}</translation>
    </message>
    <message>
        <source>{stage} is frozen for {unit} until {until}</source>
        <translation>{stage} is voor {unit} bevroren tot {until}</translation>
    </message>
    <message>
        <source>{stage} is frozen for {unit} from {since} to {until}</source>
        <translation>{stage} is voor {unit} bevroren van {since} tot {until}</translation>
    </message>
    <message>
        <source>Every stage is frozen for {unit} until {until}</source>
        <translation>Elke fase is voor {unit} bevroren tot {until}</translation>
    </message>
    <message>
        <source>Every stage is frozen for {unit} from {since} to {until}</source>
        <translation>Elke fase is voor {unit} bevroren van {since} tot {until}</translation>
    </message>
    <message>
        <source>{said}, every week</source>
        <translation>{said}, elke week</translation>
    </message>
    <message>
        <source>{said}. {reason} (window {number}, {person})</source>
        <translation>{said}. {reason} (uitrolstop {number}, {person})</translation>
    </message>
    <message>
        <source>{words}, does not serve</source>
        <translation>{words}, bedient niet</translation>
    </message>
    <message>
        <source>Choose an alert first.</source>
        <translation>Kies eerst een signaal.</translation>
    </message>
    <message>
        <source>Begin to remedy…</source>
        <translation>Beginnen te verhelpen…</translation>
    </message>
    <message>
        <source>Assign…</source>
        <translation>Toewijzen…</translation>
    </message>
    <message>
        <source>The alert</source>
        <translation>Het signaal</translation>
    </message>
    <message>
        <source>Comment…</source>
        <translation>Opmerking…</translation>
    </message>
    <message>
        <source>Start a life cycle against it…</source>
        <translation>Er een levenscyclus tegen starten…</translation>
    </message>
    <message>
        <source>Who is on call…</source>
        <translation>Wie heeft dienst…</translation>
    </message>
    <message>
        <source>Take back an acknowledgement or a snooze</source>
        <translation>Oppakken of sluimeren terugnemen</translation>
    </message>
    <message>
        <source>Resolve</source>
        <translation>Oplossen</translation>
    </message>
    <message>
        <source>Alerts are resolved by proof: the monitor&apos;s next run that passes does it.</source>
        <translation>Signalen worden door bewijs opgelost: de volgende geslaagde run van de monitor doet dat.</translation>
    </message>
    <message>
        <source>Show its group</source>
        <translation>Groep tonen</translation>
    </message>
    <message>
        <source>Back from the group</source>
        <translation>Terug uit de groep</translation>
    </message>
    <message>
        <source>Show new alerts</source>
        <translation>Nieuwe signalen tonen</translation>
    </message>
    <message>
        <source>No new alert waits.</source>
        <translation>Er wacht geen nieuw signaal.</translation>
    </message>
    <message>
        <source>This is its group.</source>
        <translation>Dit is zijn groep.</translation>
    </message>
    <message>
        <source>Nothing else of its monitor is open.</source>
        <translation>Van zijn monitor staat verder niets open.</translation>
    </message>
    <message>
        <source>No group is shown.</source>
        <translation>Er wordt geen groep getoond.</translation>
    </message>
    <message>
        <source>Choose one alert: a run is started against one.</source>
        <translation>Kies één signaal: een run wordt tegen één signaal gestart.</translation>
    </message>
    <message>
        <source>Start a run against alert {number}</source>
        <translation>Een run starten tegen signaal {number}</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Opmerken</translation>
    </message>
    <message numerus="yes">
        <source>Comment on %n alert(s)</source>
        <translation>
            <numerusform>Opmerking bij %n signaal</numerusform>
            <numerusform>Opmerking bij %n signalen</numerusform>
        </translation>
    </message>
    <message>
        <source>Comment on: {what}</source>
        <translation>Opmerking bij: {what}</translation>
    </message>
    <message>
        <source>Commented on {what}.</source>
        <translation>Opmerking geplaatst bij {what}.</translation>
    </message>
    <message>
        <source>It stands below the alert and in the trail, with your name and the time.</source>
        <translation>Het staat onder het signaal en in het spoor, met uw naam en de tijd.</translation>
    </message>
    <message>
        <source>Escalate: {what}</source>
        <translation>Escaleren: {what}</translation>
    </message>
    <message>
        <source>Assign: {what}</source>
        <translation>Toewijzen: {what}</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>Toewijzen</translation>
    </message>
    <message>
        <source>Then say what you know. They are told at once.</source>
        <translation>Zeg daarna wat u weet. Die persoon hoort het meteen.</translation>
    </message>
    <message>
        <source>It leaves the list of everybody else.</source>
        <translation>Het verdwijnt van de lijst van alle anderen.</translation>
    </message>
    <message numerus="yes">
        <source>Take back %n alert(s)</source>
        <translation>
            <numerusform>%n signaal terugnemen</numerusform>
            <numerusform>%n signalen terugnemen</numerusform>
        </translation>
    </message>
    <message>
        <source>Snooze until {when}</source>
        <translation>Sluimeren tot {when}</translation>
    </message>
    <message>
        <source>Snooze until {when}: {what}</source>
        <translation>Sluimeren tot {when}: {what}</translation>
    </message>
    <message>
        <source>Snoozed until {when}: {what}</source>
        <translation>Sluimert tot {when}: {what}</translation>
    </message>
    <message>
        <source>It comes back then, or at once if it gets worse.</source>
        <translation>Het komt dan terug, of meteen als het erger wordt.</translation>
    </message>
    <message numerus="yes">
        <source>Snooze %n alert(s)</source>
        <translation>
            <numerusform>%n signaal uitstellen</numerusform>
            <numerusform>%n signalen uitstellen</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} has it now: {what}</source>
        <translation>{name} heeft het nu: {what}</translation>
    </message>
    <message numerus="yes">
        <source>Give %n alert(s) to {name}</source>
        <translation>
            <numerusform>%n signaal aan {name} geven</numerusform>
            <numerusform>%n signalen aan {name} geven</numerusform>
        </translation>
    </message>
    <message>
        <source>Escalate to {name}</source>
        <translation>Escaleren naar {name}</translation>
    </message>
    <message>
        <source>Escalate to {name}: {what}</source>
        <translation>Escaleren naar {name}: {what}</translation>
    </message>
    <message>
        <source>Escalated to {name}: {what}</source>
        <translation>Geëscaleerd naar {name}: {what}</translation>
    </message>
    <message>
        <source>{name} is told at once; what you write stands in the lineage.</source>
        <translation>{name} hoort het meteen; wat u schrijft staat in de herkomst.</translation>
    </message>
    <message>
        <source>Another time…</source>
        <translation>Een ander tijdstip…</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 uur</translation>
    </message>
    <message>
        <source>4 hours</source>
        <translation>4 uur</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>Maandag</translation>
    </message>
    <message>
        <source>Changed by others meanwhile, so left out: {count}.</source>
        <translation>Intussen door anderen gewijzigd, dus overgeslagen: {count}.</translation>
    </message>
    <message>
        <source>Not yours to act on, so left out: {count}.</source>
        <translation>Niet aan u om te behandelen, dus overgeslagen: {count}.</translation>
    </message>
    <message>
        <source>Not brought back: the earlier acknowledgement by {names}; the trail keeps it.</source>
        <translation>Niet teruggebracht: dat {names} het eerder oppakte; het spoor bewaart het.</translation>
    </message>
    <message>
        <source>Somebody has acknowledged it already.</source>
        <translation>Iemand heeft het al opgepakt.</translation>
    </message>
    <message>
        <source>It is in remediation or has ended.</source>
        <translation>Het wordt verholpen of is beëindigd.</translation>
    </message>
    <message>
        <source>It has ended.</source>
        <translation>Het is voorbij.</translation>
    </message>
    <message>
        <source>The alert stays until a re-test passes; nobody else need look.</source>
        <translation>Het signaal blijft tot een hertest slaagt; niemand anders hoeft te kijken.</translation>
    </message>
    <message>
        <source>It is neither acknowledged nor snoozed, so there is nothing to take back.</source>
        <translation>Het is niet opgepakt en sluimert niet; er is niets terug te nemen.</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>Oppakken</translation>
    </message>
    <message numerus="yes">
        <source>Acknowledge %n alert(s)</source>
        <translation>
            <numerusform>%n signaal oppakken</numerusform>
            <numerusform>%n signalen oppakken</numerusform>
        </translation>
    </message>
    <message>
        <source>Acknowledge: {what}</source>
        <translation>Oppakken: {what}</translation>
    </message>
    <message>
        <source>Everybody sees that work on the cause has begun.</source>
        <translation>Iedereen ziet dat het werk aan de oorzaak is begonnen.</translation>
    </message>
    <message>
        <source>Begin to remedy</source>
        <translation>Beginnen te verhelpen</translation>
    </message>
    <message>
        <source>Acknowledged {what}.</source>
        <translation>{what} opgepakt.</translation>
    </message>
    <message numerus="yes">
        <source>Begin to remedy %n alert(s)</source>
        <translation>
            <numerusform>Beginnen %n signaal te verhelpen</numerusform>
            <numerusform>Beginnen %n signalen te verhelpen</numerusform>
        </translation>
    </message>
    <message>
        <source>Begin to remedy: {what}</source>
        <translation>Beginnen te verhelpen: {what}</translation>
    </message>
    <message>
        <source>Remedy begun: {what}. It stays on record.</source>
        <translation>Begonnen met verhelpen: {what}. Het blijft vastgelegd.</translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s) open again; the trail keeps both</source>
        <translation>
            <numerusform>%n signaal weer open; het spoor bewaart beide</numerusform>
            <numerusform>%n signalen weer open; het spoor bewaart beide</numerusform>
        </translation>
    </message>
    <message>
        <source>Five days</source>
        <translation>Vijf dagen</translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s)</source>
        <translation>
            <numerusform>%n signaal</numerusform>
            <numerusform>%n signalen</numerusform>
        </translation>
    </message>
    <message>
        <source>The task</source>
        <translation>De taak</translation>
    </message>
    <message>
        <source>Ask or answer…</source>
        <translation>Vraag of antwoord…</translation>
    </message>
    <message>
        <source>Notify who still has to vote</source>
        <translation>Wie nog moet stemmen herinneren</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Verschil</translation>
    </message>
    <message>
        <source>Evidence: {words}</source>
        <translation>Bewijs: {words}</translation>
    </message>
    <message>
        <source>{model}: {outcome}</source>
        <translation>{model}: {outcome}</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Actief</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>Onderweg</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Doel</translation>
    </message>
    <message>
        <source>Which deployments</source>
        <translation>Welke uitrollen</translation>
    </message>
    <message>
        <source>Filter deployments</source>
        <translation>Uitrollen filteren</translation>
    </message>
    <message>
        <source>No deployment yet</source>
        <translation>Nog geen uitrol</translation>
    </message>
    <message>
        <source>No deployment serves</source>
        <translation>Geen uitrol is in bedrijf</translation>
    </message>
    <message>
        <source>No deployment is under way</source>
        <translation>Er is geen uitrol bezig</translation>
    </message>
    <message>
        <source>No deployment has ended</source>
        <translation>Er is geen uitrol afgelopen</translation>
    </message>
    <message>
        <source>A deployment begins when a life cycle has found a runtime for an approved snapshot.</source>
        <translation>Een uitrol begint zodra een levenscyclus een runtime heeft gevonden voor een goedgekeurde snapshot.</translation>
    </message>
    <message>
        <source>After the vote</source>
        <translation>Na de stem</translation>
    </message>
    <message>
        <source>Filter: model, runtime, stage</source>
        <translation>Filter: model, runtime, fase</translation>
    </message>
    <message>
        <source>The deployment</source>
        <translation>De uitrol</translation>
    </message>
    <message>
        <source>Lineage of the model</source>
        <translation>Herkomst van het model</translation>
    </message>
    <message>
        <source>Open its run</source>
        <translation>De run ervan openen</translation>
    </message>
    <message>
        <source>Save the log of this one…</source>
        <translation>Bewaar het logboek hiervan…</translation>
    </message>
    <message>
        <source>deployment {number}</source>
        <translation>uitrol {number}</translation>
    </message>
    <message numerus="yes">
        <source>%n deployment(s) exported</source>
        <translation>
            <numerusform>%n uitrol geëxporteerd</numerusform>
            <numerusform>%n uitrollen geëxporteerd</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The log is saved: %n step(s)</source>
        <translation>
            <numerusform>Het logboek is bewaard: %n stap</numerusform>
            <numerusform>Het logboek is bewaard: %n stappen</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a deployment first.</source>
        <translation>Kies eerst een uitrol.</translation>
    </message>
    <message>
        <source>No run of a life cycle began it.</source>
        <translation>Geen run van een levenscyclus begon dit.</translation>
    </message>
    <message>
        <source>Roll back {version_of} to v{version}?</source>
        <translation>{version_of} terugdraaien naar v{version}?</translation>
    </message>
    <message>
        <source>Roll back to v{version}</source>
        <translation>Terugdraaien naar v{version}</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Naar</translation>
    </message>
    <message>
        <source>No deployment matches “{query}”</source>
        <translation>Geen uitrol past bij “{query}”</translation>
    </message>
    <message>
        <source>{version_of}, deployment {number}</source>
        <translation>{version_of}, uitrol {number}</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Op</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Verschillen</translation>
    </message>
    <message numerus="yes">
        <source>%n breaking difference(s)</source>
        <translation>
            <numerusform>%n ingrijpend verschil</numerusform>
            <numerusform>%n ingrijpende verschillen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s) not resolved</source>
        <translation>
            <numerusform>%n signaal niet opgelost</numerusform>
            <numerusform>%n signalen niet opgelost</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s) come back</source>
        <translation>
            <numerusform>%n signaal komt terug</numerusform>
            <numerusform>%n signalen komen terug</numerusform>
        </translation>
    </message>
    <message>
        <source>Roll back of deployment {number} asked for; the service does it</source>
        <translation>Terugdraaien van uitrol {number} gevraagd; de service doet het</translation>
    </message>
    <message>
        <source>It is before its switch: nothing is switched any more.</source>
        <translation>De omschakeling is nog niet begonnen: er wordt niets meer omgeschakeld.</translation>
    </message>
    <message>
        <source>Its switch was begun: what served before is brought back.</source>
        <translation>De omschakeling was begonnen: wat eerder in bedrijf was, wordt teruggezet.</translation>
    </message>
    <message>
        <source>Cancel deployment {number}?</source>
        <translation>Uitrol {number} afbreken?</translation>
    </message>
    <message>
        <source>Engineer</source>
        <translation>Engineer</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Beheerder</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation>Wacht op u</translation>
    </message>
    <message>
        <source>Nothing needs you now.</source>
        <translation>Er wacht nu niets op u.</translation>
    </message>
    <message>
        <source>Nothing is on its way.</source>
        <translation>Er is niets onderweg.</translation>
    </message>
    <message>
        <source>Nobody else holds anything of yours.</source>
        <translation>Niemand anders houdt iets van u vast.</translation>
    </message>
    <message>
        <source>Since your last visit</source>
        <translation>Sinds uw laatste bezoek</translation>
    </message>
    <message>
        <source>Nothing happened that concerns you.</source>
        <translation>Er gebeurde niets dat u aangaat.</translation>
    </message>
    <message>
        <source>Gaps in your scope</source>
        <translation>Hiaten in uw gebied</translation>
    </message>
    <message>
        <source>Validator</source>
        <translation>Validator</translation>
    </message>
    <message>
        <source>Business analyst</source>
        <translation>Bedrijfsanalist</translation>
    </message>
    <message>
        <source>Next for me</source>
        <translation>Volgende voor mij</translation>
    </message>
    <message>
        <source>Register a model…</source>
        <translation>Een model registreren…</translation>
    </message>
    <message>
        <source>Role view</source>
        <translation>Rolweergave</translation>
    </message>
    <message>
        <source>You have put off nothing.</source>
        <translation>U hebt niets uitgesteld.</translation>
    </message>
    <message>
        <source>This workspace is new. Its first step is a model: a folder or an ONNX file.</source>
        <translation>Deze werkruimte is nieuw. De eerste stap is een model: een map of een ONNX-bestand.</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) since {when}</source>
        <translation>
            <numerusform>%n gebeurtenis sinds {when}</numerusform>
            <numerusform>%n gebeurtenissen sinds {when}</numerusform>
        </translation>
    </message>
    <message>
        <source>{count}; of the alerts the {listed} most urgent</source>
        <translation>{count}; van de signalen de {listed} dringendste</translation>
    </message>
    <message numerus="yes">
        <source>{count}, %n put off</source>
        <translation>
            <numerusform>{count}, %n uitgesteld</numerusform>
            <numerusform>{count}, %n uitgesteld</numerusform>
        </translation>
    </message>
    <message>
        <source>Good morning, {name}</source>
        <translation>Goedemorgen, {name}</translation>
    </message>
    <message>
        <source>Good afternoon, {name}</source>
        <translation>Goedemiddag, {name}</translation>
    </message>
    <message>
        <source>Good evening, {name}</source>
        <translation>Goedenavond, {name}</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) need(s) you</source>
        <translation>
            <numerusform>%n zaak wacht op u</numerusform>
            <numerusform>%n zaken wachten op u</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n is/are overdue</source>
        <translation>
            <numerusform>%n is te laat</numerusform>
            <numerusform>%n zijn te laat</numerusform>
        </translation>
    </message>
    <message>
        <source>Role view: {role_views}</source>
        <translation>Rolweergave: {role_views}</translation>
    </message>
    <message>
        <source>Shown as of {when}.</source>
        <translation>Getoond zoals het was om {when}.</translation>
    </message>
    <message>
        <source>Choose something first.</source>
        <translation>Kies eerst iets.</translation>
    </message>
    <message>
        <source>{listed} of {count}</source>
        <translation>{listed} van {count}</translation>
    </message>
    <message>
        <source>{count} or more</source>
        <translation>{count} of meer</translation>
    </message>
    <message>
        <source>stage:, risk:, owner:me, debt:any, &quot;free text&quot;</source>
        <translation>stage:, risk:, owner:me, debt:any, &quot;vrije tekst&quot;</translation>
    </message>
    <message>
        <source>Inventory</source>
        <translation>Inventaris</translation>
    </message>
    <message>
        <source>No models yet</source>
        <translation>Nog geen modellen</translation>
    </message>
    <message>
        <source>Tier, severity or protection</source>
        <translation>Klasse, ernst of bescherming</translation>
    </message>
    <message>
        <source>Ends within</source>
        <translation>Eindigt binnen</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>Heeft nodig</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>Soorten</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Weergaven</translation>
    </message>
    <message>
        <source>Kinds and views</source>
        <translation>Soorten en weergaven</translation>
    </message>
    <message numerus="yes">
        <source>Remove “{condition}” (%n would match)</source>
        <translation>
            <numerusform>“{condition}” weg (%n past dan)</numerusform>
            <numerusform>“{condition}” weg (%n passen dan)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look in “{view}” (%n match there)</source>
        <translation>
            <numerusform>Kijk in “{view}” (daar past er %n)</numerusform>
            <numerusform>Kijk in “{view}” (daar passen er %n)</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter wissen</translation>
    </message>
    <message>
        <source>{kind}: none yet</source>
        <translation>{kind}: nog geen</translation>
    </message>
    <message>
        <source>{kind}: none fits this filter</source>
        <translation>{kind}: geen past bij dit filter</translation>
    </message>
    <message>
        <source>Filter models</source>
        <translation>Modellen filteren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exporteren</translation>
    </message>
    <message>
        <source>The model</source>
        <translation>Het model</translation>
    </message>
    <message>
        <source>Hidden for lack of room: {names}</source>
        <translation>Verborgen door ruimtegebrek: {names}</translation>
    </message>
    <message>
        <source>No model matches “{query}”</source>
        <translation>Geen model past bij “{query}”</translation>
    </message>
    <message>
        <source>Register a folder, an ONNX file, or data with a label to train on.</source>
        <translation>Registreer een map, een ONNX-bestand, of gegevens met een label om op te trainen.</translation>
    </message>
    <message>
        <source>Request registration…</source>
        <translation>Om registratie vragen…</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>concept</translation>
    </message>
    <message>
        <source>in review</source>
        <translation>voorgedragen</translation>
    </message>
    <message>
        <source>published</source>
        <translation>gepubliceerd</translation>
    </message>
    <message>
        <source>deprecated</source>
        <translation>verouderd</translation>
    </message>
    <message>
        <source>template</source>
        <translation>sjabloon</translation>
    </message>
    <message>
        <source>table</source>
        <translation>tabel</translation>
    </message>
    <message>
        <source>No life cycle yet</source>
        <translation>Nog geen levenscyclus</translation>
    </message>
    <message>
        <source>A life cycle is a BPMN process: it leads a version from ready to serving. Import one from Camunda Modeler.</source>
        <translation>Een levenscyclus is een BPMN-proces: het brengt een versie van gereed naar in bedrijf. Importeer er een uit Camunda Modeler.</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importeren…</translation>
    </message>
    <message>
        <source>Read only: the designer for drawing life cycles comes with a later version. Until then, draw in Camunda Modeler and import the file.</source>
        <translation>Alleen lezen: de ontwerper om levenscycli te tekenen komt in een latere versie. Teken tot dan in Camunda Modeler en importeer het bestand.</translation>
    </message>
    <message>
        <source>Give an owner…</source>
        <translation>Een eigenaar geven…</translation>
    </message>
    <message>
        <source>Change service tags…</source>
        <translation>Servicetags wijzigen…</translation>
    </message>
    <message>
        <source>Watch all that are chosen…</source>
        <translation>Alles volgen wat gekozen is…</translation>
    </message>
    <message>
        <source>Watch none that are chosen…</source>
        <translation>Niets volgen van wat gekozen is…</translation>
    </message>
    <message>
        <source>Export what is chosen…</source>
        <translation>Exporteren wat gekozen is…</translation>
    </message>
    <message>
        <source>Owner…</source>
        <translation>Eigenaar…</translation>
    </message>
    <message>
        <source>Service tags…</source>
        <translation>Servicetags…</translation>
    </message>
    <message>
        <source>Watch…</source>
        <translation>Volgen…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exporteren…</translation>
    </message>
    <message>
        <source>Request promotion of all that are chosen…</source>
        <translation>Promotie vragen van alles wat gekozen is…</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) chosen</source>
        <translation>
            <numerusform>%n model gekozen</numerusform>
            <numerusform>%n modellen gekozen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n model(s) of the filter chosen</source>
        <translation>
            <numerusform>%n model van het filter gekozen</numerusform>
            <numerusform>Alle %n modellen van het filter gekozen</numerusform>
        </translation>
    </message>
    <message>
        <source>Who owns {name}?</source>
        <translation>Van wie is {name}?</translation>
    </message>
    <message numerus="yes">
        <source>Who owns %n model(s)?</source>
        <translation>
            <numerusform>Van wie is %n model?</numerusform>
            <numerusform>Van wie zijn %n modellen?</numerusform>
        </translation>
    </message>
    <message>
        <source>What would come of it is shown before anything changes.</source>
        <translation>Wat ervan komt wordt getoond voordat er iets verandert.</translation>
    </message>
    <message>
        <source>Give them to {name}</source>
        <translation>Geef ze aan {name}</translation>
    </message>
    <message>
        <source>Service tags of {name}</source>
        <translation>Servicetags van {name}</translation>
    </message>
    <message numerus="yes">
        <source>Service tags of %n model(s)</source>
        <translation>
            <numerusform>Servicetags van %n model</numerusform>
            <numerusform>Servicetags van %n modellen</numerusform>
        </translation>
    </message>
    <message>
        <source>this model</source>
        <translation>dit model</translation>
    </message>
    <message numerus="yes">
        <source>Request promotion of %n model(s)</source>
        <translation>
            <numerusform>Promotie vragen van %n model</numerusform>
            <numerusform>Promotie vragen van %n modellen</numerusform>
        </translation>
    </message>
    <message>
        <source>Request promotion</source>
        <translation>Promotie vragen</translation>
    </message>
    <message>
        <source>Watch what is chosen</source>
        <translation>Volg wat gekozen is</translation>
    </message>
    <message>
        <source>Watch none of what is chosen</source>
        <translation>Volg niets van wat gekozen is</translation>
    </message>
    <message numerus="yes">
        <source>Change %n model(s)</source>
        <translation>
            <numerusform>Wijzig %n model</numerusform>
            <numerusform>Wijzig %n modellen</numerusform>
        </translation>
    </message>
    <message>
        <source>Change them</source>
        <translation>Wijzig ze</translation>
    </message>
    <message>
        <source>Publish…</source>
        <translation>Publiceren…</translation>
    </message>
    <message>
        <source>Parts of the life cycle</source>
        <translation>Delen van de levenscyclus</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhoud</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Controle</translation>
    </message>
    <message>
        <source>Diagram of the life cycle</source>
        <translation>Diagram van de levenscyclus</translation>
    </message>
    <message>
        <source>Import BPMN or DMN…</source>
        <translation>BPMN of DMN importeren…</translation>
    </message>
    <message>
        <source>stored {when} by {by}</source>
        <translation>opgeslagen {when} door {by}</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) under way</source>
        <translation>
            <numerusform>%n run onderweg</numerusform>
            <numerusform>%n runs onderweg</numerusform>
        </translation>
    </message>
    <message>
        <source>Decision table</source>
        <translation>Beslistabel</translation>
    </message>
    <message>
        <source>Put up for publishing</source>
        <translation>Voordragen voor publicatie</translation>
    </message>
    <message>
        <source>Take back to draft</source>
        <translation>Terugnemen als concept</translation>
    </message>
    <message>
        <source>The life cycle</source>
        <translation>De levenscyclus</translation>
    </message>
    <message>
        <source>No life cycle is chosen</source>
        <translation>Er is geen levenscyclus gekozen</translation>
    </message>
    <message>
        <source>Choose one in the list.</source>
        <translation>Kies er een in de lijst.</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Wijzigingen</translation>
    </message>
    <message>
        <source>▲ Sent back by {person} on {when}: {reason}</source>
        <translation>▲ Teruggestuurd door {person} op {when}: {reason}</translation>
    </message>
    <message>
        <source>There is no version before this one.</source>
        <translation>Er is geen versie vóór deze.</translation>
    </message>
    <message>
        <source>Published by {person} on {when}: {reason}</source>
        <translation>Gepubliceerd door {person} op {when}: {reason}</translation>
    </message>
    <message>
        <source>Published by {person} on {when}</source>
        <translation>Gepubliceerd door {person} op {when}</translation>
    </message>
    <message>
        <source>task {task_type}</source>
        <translation>taak {task_type}</translation>
    </message>
    <message>
        <source>for {roles}</source>
        <translation>voor {roles}</translation>
    </message>
    <message>
        <source>decides by {decision}</source>
        <translation>beslist met {decision}</translation>
    </message>
    <message>
        <source>ends with {outcomes}</source>
        <translation>eindigt met {outcomes}</translation>
    </message>
    <message>
        <source>Choose a template or table first.</source>
        <translation>Kies eerst een sjabloon of tabel.</translation>
    </message>
    <message>
        <source>Importing needs the role AI architect in a unit.</source>
        <translation>Importeren vraagt de rol AI-architect in een eenheid.</translation>
    </message>
    <message>
        <source>It is {state}; only a draft is published. Import the next version.</source>
        <translation>Dit is {state}; alleen een concept wordt gepubliceerd. Importeer de volgende versie.</translation>
    </message>
    <message>
        <source>Only life cycles are put up; whoever may publish a table does so.</source>
        <translation>Alleen levenscycli worden voorgedragen; wie een tabel mag publiceren, doet dat.</translation>
    </message>
    <message>
        <source>Send back to draft…</source>
        <translation>Terugsturen als concept…</translation>
    </message>
    <message>
        <source>{name} is a draft again</source>
        <translation>{name} is weer een concept</translation>
    </message>
    <message>
        <source>Send {name} back?</source>
        <translation>{name} terugsturen?</translation>
    </message>
    <message>
        <source>Send back</source>
        <translation>Terugsturen</translation>
    </message>
    <message>
        <source>Stored by</source>
        <translation>Opgeslagen door</translation>
    </message>
    <message>
        <source>It is a draft again, and stands on nobody&apos;s Home; nothing is deleted.</source>
        <translation>Het is weer een concept en staat bij niemand op Start; er wordt niets verwijderd.</translation>
    </message>
    <message>
        <source>{person} reads here why, and that it was you.</source>
        <translation>{person} leest hier waarom, en dat u het was.</translation>
    </message>
    <message>
        <source>You have a part in this version then: somebody else publishes it.</source>
        <translation>U hebt dan deel aan deze versie: iemand anders publiceert haar.</translation>
    </message>
    <message>
        <source>Refuse {name}?</source>
        <translation>{name} weigeren?</translation>
    </message>
    <message>
        <source>It never comes in force; what is in force stays.</source>
        <translation>Het wordt nooit van kracht; wat van kracht is, blijft.</translation>
    </message>
    <message>
        <source>due after {due}</source>
        <translation>uiterlijk na {due}</translation>
    </message>
    <message>
        <source>{name} stands on Home of everybody who may publish it</source>
        <translation>{name} staat op Start van iedereen die het mag publiceren</translation>
    </message>
    <message>
        <source>New starts follow v{version} from now on.</source>
        <translation>Nieuwe starts volgen vanaf nu v{version}.</translation>
    </message>
    <message>
        <source>v{version} becomes deprecated.</source>
        <translation>v{version} wordt verouderd.</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of it finish as they began.</source>
        <translation>
            <numerusform>%n run ervan loopt af zoals hij begon.</numerusform>
            <numerusform>%n runs ervan lopen af zoals ze begonnen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Publish {name} v{version}?</source>
        <translation>{name} v{version} publiceren?</translation>
    </message>
    <message>
        <source>Publish v{version}</source>
        <translation>v{version} publiceren</translation>
    </message>
    <message>
        <source>{name} v{version} is published</source>
        <translation>{name} v{version} is gepubliceerd</translation>
    </message>
    <message>
        <source>Import a life cycle or decision table</source>
        <translation>Een levenscyclus of beslistabel importeren</translation>
    </message>
    <message>
        <source>BPMN and DMN files (*.bpmn *.dmn *.xml)</source>
        <translation>BPMN- en DMN-bestanden (*.bpmn *.dmn *.xml)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle bestanden (*)</translation>
    </message>
    <message>
        <source>Kept as a draft; publish it when its check says it runs</source>
        <translation>Als concept bewaard; publiceer het als de controle zegt dat het loopt</translation>
    </message>
    <message>
        <source>Export byte for byte</source>
        <translation>Byte voor byte exporteren</translation>
    </message>
    <message numerus="yes">
        <source>{name} written, %n byte(s)</source>
        <translation>
            <numerusform>{name} geschreven, %n byte</numerusform>
            <numerusform>{name} geschreven, %n bytes</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} is larger than {largest_bytes} MiB.</source>
        <translation>{name} is groter dan {largest_bytes} MiB.</translation>
    </message>
    <message>
        <source>{name} can&apos;t be read: {strerror}.</source>
        <translation>{name} kan niet worden gelezen: {strerror}.</translation>
    </message>
    <message>
        <source>Chart or table</source>
        <translation>Grafiek of tabel</translation>
    </message>
    <message>
        <source>Export what is shown…</source>
        <translation>Exporteren wat te zien is…</translation>
    </message>
    <message>
        <source>Choose a model…</source>
        <translation>Kies een model…</translation>
    </message>
    <message>
        <source>Show in the inventory</source>
        <translation>In de inventaris tonen</translation>
    </message>
    <message>
        <source>As of this event</source>
        <translation>Per deze gebeurtenis</translation>
    </message>
    <message>
        <source>Make a review room…</source>
        <translation>Een inzagekamer maken…</translation>
    </message>
    <message>
        <source>Sign off a range…</source>
        <translation>Een bereik aftekenen…</translation>
    </message>
    <message>
        <source>review, reviewed, signature</source>
        <translation>toetsing, getoetst, handtekening</translation>
    </message>
    <message>
        <source>Verify the trail</source>
        <translation>Spoor controleren</translation>
    </message>
    <message>
        <source>Timeline or graph</source>
        <translation>Tijdlijn of graaf</translation>
    </message>
    <message>
        <source>Group the events…</source>
        <translation>Gebeurtenissen groeperen…</translation>
    </message>
    <message>
        <source>day, act, person</source>
        <translation>dag, handeling, persoon</translation>
    </message>
    <message>
        <source>Story of a decision…</source>
        <translation>Verhaal van een beslissing…</translation>
    </message>
    <message>
        <source>day</source>
        <translation>dag</translation>
    </message>
    <message>
        <source>what was done</source>
        <translation>wat er gedaan is</translation>
    </message>
    <message>
        <source>who did it</source>
        <translation>wie het deed</translation>
    </message>
    <message>
        <source>Events, the newest first</source>
        <translation>Gebeurtenissen, de nieuwste eerst</translation>
    </message>
    <message>
        <source>Grouped by</source>
        <translation>Gegroepeerd op</translation>
    </message>
    <message>
        <source>No event in this time</source>
        <translation>Geen gebeurtenis in deze periode</translation>
    </message>
    <message>
        <source>Choose a longer one above.</source>
        <translation>Kies hierboven een langere.</translation>
    </message>
    <message>
        <source>No event matches “{query}”</source>
        <translation>Geen gebeurtenis past bij “{query}”</translation>
    </message>
    <message>
        <source>signature does not hold</source>
        <translation>handtekening klopt niet</translation>
    </message>
    <message>
        <source>{person}, does not hold</source>
        <translation>{person}, klopt niet</translation>
    </message>
    <message>
        <source>{person}, verified</source>
        <translation>{person}, gecontroleerd</translation>
    </message>
    <message>
        <source>Its history starts at registration.</source>
        <translation>De geschiedenis begint bij de registratie.</translation>
    </message>
    <message>
        <source>Go to the inventory</source>
        <translation>Naar de inventaris</translation>
    </message>
    <message>
        <source>The event</source>
        <translation>De gebeurtenis</translation>
    </message>
    <message>
        <source>Link copied: {link}</source>
        <translation>Link gekopieerd: {link}</translation>
    </message>
    <message>
        <source>The story is copied</source>
        <translation>Het verhaal is gekopieerd</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) exported</source>
        <translation>
            <numerusform>%n gebeurtenis geëxporteerd</numerusform>
            <numerusform>%n gebeurtenissen geëxporteerd</numerusform>
        </translation>
    </message>
    <message>
        <source>The whole window looks back: the strip above leads back to now.</source>
        <translation>Het hele venster kijkt terug: de strook erboven leidt terug naar nu.</translation>
    </message>
    <message>
        <source>This is now already.</source>
        <translation>Dit is al nu.</translation>
    </message>
    <message>
        <source>This is as it was sealed already.</source>
        <translation>Dit is al zoals het is verzegeld.</translation>
    </message>
    <message>
        <source>Choose an event first.</source>
        <translation>Kies eerst een gebeurtenis.</translation>
    </message>
    <message>
        <source>It is being verified.</source>
        <translation>Het wordt gecontroleerd.</translation>
    </message>
    <message>
        <source>A compliance officer, a validator or an auditor signs off.</source>
        <translation>een compliance-officer, een validator of een auditor tekent af.</translation>
    </message>
    <message>
        <source>The story is exported</source>
        <translation>Het verhaal is geëxporteerd</translation>
    </message>
    <message>
        <source>Show the event</source>
        <translation>Gebeurtenis tonen</translation>
    </message>
    <message numerus="yes">
        <source>Of %n of them only the leaf, not yours to read.</source>
        <translation>
            <numerusform>Van %n ervan alleen het blad, die mag u niet lezen.</numerusform>
            <numerusform>Van %n ervan alleen het blad, die mag u niet lezen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing new can be sealed</source>
        <translation>Er kan niets nieuws worden verzegeld</translation>
    </message>
    <message numerus="yes">
        <source>Stopped after %n event(s)</source>
        <translation>
            <numerusform>Gestopt na %n gebeurtenis</numerusform>
            <numerusform>Gestopt na %n gebeurtenissen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is said of the rest: verify it again.</source>
        <translation>Over de rest is niets gezegd: controleer het opnieuw.</translation>
    </message>
    <message>
        <source>The trail is intact</source>
        <translation>Het spoor is intact</translation>
    </message>
    <message numerus="yes">
        <source>%n wish(es) refused</source>
        <translation>
            <numerusform>%n aanvraag geweigerd</numerusform>
            <numerusform>%n aanvragen geweigerd</numerusform>
        </translation>
    </message>
    <message>
        <source>Show event {event}</source>
        <translation>Gebeurtenis {event} tonen</translation>
    </message>
    <message>
        <source>The trail can&apos;t be checked</source>
        <translation>Het spoor kan niet worden gecontroleerd</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) are as they were sealed, each by its digest.</source>
        <translation>
            <numerusform>%n gebeurtenis is zoals ze werd verzegeld, volgens haar digest.</numerusform>
            <numerusform>%n gebeurtenissen zijn zoals ze werden verzegeld, elk volgens haar digest.</numerusform>
        </translation>
    </message>
    <message>
        <source>The signatures of people and of the seal hold.</source>
        <translation>De handtekeningen van mensen en van het zegel kloppen.</translation>
    </message>
    <message numerus="yes">
        <source>The %n row(s) that the database holds now agree with the events.</source>
        <translation>
            <numerusform>De %n rij die nu in de database staat, klopt met de gebeurtenissen.</numerusform>
            <numerusform>De %n rijen die nu in de database staan, kloppen met de gebeurtenissen.</numerusform>
        </translation>
    </message>
    <message>
        <source>So nothing sealed was changed, removed or put in afterwards.</source>
        <translation>Niets wat verzegeld is, werd dus achteraf gewijzigd, weggehaald of toegevoegd.</translation>
    </message>
    <message>
        <source>History starts at registration.</source>
        <translation>De geschiedenis begint bij de registratie.</translation>
    </message>
    <message numerus="yes">
        <source>{result}, %n missed</source>
        <translation>
            <numerusform>{result}, %n gemist</numerusform>
            <numerusform>{result}, %n gemist</numerusform>
        </translation>
    </message>
    <message>
        <source>Pause, or let it go on</source>
        <translation>Pauzeer, of laat doorgaan</translation>
    </message>
    <message>
        <source>New monitor…</source>
        <translation>Nieuwe monitor…</translation>
    </message>
    <message>
        <source>Judge by the policy in force</source>
        <translation>Beoordelen met het beleid dat van kracht is</translation>
    </message>
    <message>
        <source>Start a run to refresh the model…</source>
        <translation>Een run starten om het model te verversen…</translation>
    </message>
    <message>
        <source>Alerts of the model</source>
        <translation>Signalen van het model</translation>
    </message>
    <message>
        <source>Filter monitors</source>
        <translation>Monitoren filteren</translation>
    </message>
    <message numerus="yes">
        <source>The worst %n are listed: filter for others.</source>
        <translation>
            <numerusform>De slechtste %n staat er: filter voor andere.</numerusform>
            <numerusform>De slechtste %n staan er: filter voor andere.</numerusform>
        </translation>
    </message>
    <message>
        <source>Monitor…</source>
        <translation>Monitor toevoegen…</translation>
    </message>
    <message>
        <source>No monitor yet</source>
        <translation>Nog geen monitor</translation>
    </message>
    <message>
        <source>A life cycle attaches monitors when it deploys: they hold what comes in against the data the snapshot was built on.</source>
        <translation>Een levenscyclus koppelt monitoren bij de uitrol: ze leggen wat binnenkomt naast de gegevens waarop de snapshot is gebouwd.</translation>
    </message>
    <message>
        <source>No monitor is chosen</source>
        <translation>Er is geen monitor gekozen</translation>
    </message>
    <message>
        <source>The monitor</source>
        <translation>De monitor</translation>
    </message>
    <message>
        <source>No monitor matches “{query}”</source>
        <translation>Geen monitor past bij “{query}”</translation>
    </message>
    <message>
        <source>Choose a monitor first.</source>
        <translation>Kies eerst een monitor.</translation>
    </message>
    <message>
        <source>Run asked for; its result comes when the service has measured</source>
        <translation>Run gevraagd; het resultaat komt als de service heeft gemeten</translation>
    </message>
    <message>
        <source>Start a run to refresh {model}</source>
        <translation>Een run starten om {model} te verversen</translation>
    </message>
    <message>
        <source>It is judged by the version in force.</source>
        <translation>Hij wordt beoordeeld met de versie die van kracht is.</translation>
    </message>
    <message>
        <source>Comparison asked for; its result comes when both are scored</source>
        <translation>Vergelijking gevraagd; de uitkomst komt als beide gescoord zijn</translation>
    </message>
    <message>
        <source>This tab has no chart.</source>
        <translation>Dit tabblad heeft geen grafiek.</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Sinds</translation>
    </message>
    <message>
        <source>Started by</source>
        <translation>Gestart door</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation>Alle runs</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Lopend</translation>
    </message>
    <message>
        <source>With incidents</source>
        <translation>Met incidenten</translation>
    </message>
    <message>
        <source>A run starts when a version is marked ready, when data or a schedule ask for it, or by hand (Ctrl+N).</source>
        <translation>Een run start als een versie gereed wordt gemeld, als data of een rooster erom vragen, of met de hand (Ctrl+N).</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>Nog geen run</translation>
    </message>
    <message>
        <source>Start a run…</source>
        <translation>Een run starten…</translation>
    </message>
    <message>
        <source>Filter runs</source>
        <translation>Runs filteren</translation>
    </message>
    <message>
        <source>Filter: state:incident, model, number</source>
        <translation>Filter: state:incident, model, nummer</translation>
    </message>
    <message>
        <source>Start one…</source>
        <translation>Er een starten…</translation>
    </message>
    <message>
        <source>The run</source>
        <translation>De run</translation>
    </message>
    <message>
        <source>Suspend or resume</source>
        <translation>Opschorten of hervatten</translation>
    </message>
    <message>
        <source>Only runs at its step</source>
        <translation>Alleen runs bij die stap</translation>
    </message>
    <message>
        <source>Only runs of the same life cycle</source>
        <translation>Alleen runs van dezelfde levenscyclus</translation>
    </message>
    <message>
        <source>Hand its task over…</source>
        <translation>De taak overdragen…</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Terug naar de lijst</translation>
    </message>
    <message>
        <source>No run matches “{query}”</source>
        <translation>Geen run past bij “{query}”</translation>
    </message>
    <message>
        <source>Choose a run first.</source>
        <translation>Kies eerst een run.</translation>
    </message>
    <message>
        <source>It stands at no step.</source>
        <translation>Hij staat bij geen enkele stap.</translation>
    </message>
    <message>
        <source>This run has ended.</source>
        <translation>Deze run is beëindigd.</translation>
    </message>
    <message>
        <source>This run waits for nobody.</source>
        <translation>Deze run wacht op niemand.</translation>
    </message>
    <message>
        <source>It waits for votes: whoever holds the role gives theirs.</source>
        <translation>Hij wacht op stemmen: wie de rol heeft, geeft de zijne.</translation>
    </message>
    <message>
        <source>Nothing to retry: none of these runs has an incident.</source>
        <translation>Niets opnieuw te proberen: geen van deze runs heeft een incident.</translation>
    </message>
    <message>
        <source>Nothing to retry: this run has no open incident.</source>
        <translation>Niets opnieuw te proberen: deze run heeft geen open incident.</translation>
    </message>
    <message>
        <source>A retry is under way; its result comes first.</source>
        <translation>Er loopt al een nieuwe poging; eerst komt het resultaat daarvan.</translation>
    </message>
    <message>
        <source>Step verified: the run goes on</source>
        <translation>Stap bevestigd: de run gaat verder</translation>
    </message>
    <message>
        <source>Resuming run {number} is asked for</source>
        <translation>Hervatten van run {number} is gevraagd</translation>
    </message>
    <message>
        <source>Suspending run {number} is asked for</source>
        <translation>Opschorten van run {number} is gevraagd</translation>
    </message>
    <message>
        <source>Open tasks of this run are taken back: {count}.</source>
        <translation>Open taken van deze run worden teruggenomen: {count}.</translation>
    </message>
    <message>
        <source>What has been deployed so far keeps serving; nothing is switched back.</source>
        <translation>Wat tot nu toe is uitgerold blijft in bedrijf; er wordt niets teruggezet.</translation>
    </message>
    <message>
        <source>To come</source>
        <translation>Komt nog</translation>
    </message>
    <message>
        <source>later</source>
        <translation>later</translation>
    </message>
    <message>
        <source>Attach monitors</source>
        <translation>Monitoren koppelen</translation>
    </message>
    <message>
        <source>Check completeness</source>
        <translation>Volledigheid controleren</translation>
    </message>
    <message>
        <source>Compare champion and challenger</source>
        <translation>Kampioen en uitdager vergelijken</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>Uitrollen</translation>
    </message>
    <message>
        <source>Deploy again</source>
        <translation>Opnieuw uitrollen</translation>
    </message>
    <message>
        <source>Find runtime</source>
        <translation>Runtime zoeken</translation>
    </message>
    <message>
        <source>Judge results</source>
        <translation>Resultaten beoordelen</translation>
    </message>
    <message>
        <source>Next stage</source>
        <translation>Volgende fase</translation>
    </message>
    <message>
        <source>Remind</source>
        <translation>Herinneren</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Opnieuw draaien</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>Terugdraaien</translation>
    </message>
    <message>
        <source>Run monitor</source>
        <translation>Monitor draaien</translation>
    </message>
    <message>
        <source>Run tests</source>
        <translation>Tests uitvoeren</translation>
    </message>
    <message>
        <source>Scan for risks</source>
        <translation>Op risico&apos;s scannen</translation>
    </message>
    <message>
        <source>Freeze snapshot</source>
        <translation>Snapshot vastleggen</translation>
    </message>
    <message>
        <source>Tidy up</source>
        <translation>Opruimen</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainen</translation>
    </message>
    <message>
        <source>did not pass</source>
        <translation>niet geslaagd</translation>
    </message>
    <message>
        <source>Wait for its time</source>
        <translation>Wacht op zijn tijd</translation>
    </message>
    <message>
        <source>Begin a run</source>
        <translation>Een run beginnen</translation>
    </message>
    <message>
        <source>Return to the run that called</source>
        <translation>Terug naar de run die riep</translation>
    </message>
    <message>
        <source>step {done} of {steps}</source>
        <translation>stap {done} van {steps}</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Werk</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>Poging</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>Verstreken</translation>
    </message>
    <message>
        <source>Done by</source>
        <translation>Gedaan door</translation>
    </message>
    <message>
        <source>Open what it is for</source>
        <translation>Openen waar het voor is</translation>
    </message>
    <message>
        <source>Cancel its run…</source>
        <translation>Run afbreken…</translation>
    </message>
    <message>
        <source>Which jobs</source>
        <translation>Welke opdrachten</translation>
    </message>
    <message>
        <source>Filter jobs</source>
        <translation>Opdrachten filteren</translation>
    </message>
    <message>
        <source>Nothing is being done</source>
        <translation>Er wordt niets gedaan</translation>
    </message>
    <message>
        <source>Nothing is to come</source>
        <translation>Er komt niets</translation>
    </message>
    <message>
        <source>Nothing has ended yet</source>
        <translation>Er is nog niets geëindigd</translation>
    </message>
    <message>
        <source>Filter: work, model, service</source>
        <translation>Filter: werk, model, service</translation>
    </message>
    <message>
        <source>Life cycles, deployments and monitors leave their work here, step by step.</source>
        <translation>Levenscycli, uitrollen en monitors leggen hier hun werk neer, stap voor stap.</translation>
    </message>
    <message>
        <source>No job matches “{query}”</source>
        <translation>Geen opdracht past bij “{query}”</translation>
    </message>
    <message>
        <source>Choose a job first.</source>
        <translation>Kies eerst een opdracht.</translation>
    </message>
    <message>
        <source>It belongs to no run and no monitor.</source>
        <translation>Het hoort bij geen run en geen monitor.</translation>
    </message>
    <message>
        <source>It is not in this list any more.</source>
        <translation>Het staat niet meer in deze lijst.</translation>
    </message>
    <message>
        <source>Cancel run {number}?</source>
        <translation>Run {number} afbreken?</translation>
    </message>
    <message>
        <source>Cancel run {number}</source>
        <translation>Run {number} afbreken</translation>
    </message>
    <message>
        <source>Cancelling of run {number} asked for; the service does it</source>
        <translation>Afbreken van run {number} gevraagd; de service doet het</translation>
    </message>
    <message>
        <source>The step under way may still end; nothing after it begins.</source>
        <translation>De lopende stap kan nog aflopen; daarna begint niets meer.</translation>
    </message>
    <message>
        <source>What serves now goes on serving.</source>
        <translation>Wat nu in bedrijf is, blijft in bedrijf.</translation>
    </message>
    <message>
        <source>Stands at</source>
        <translation>Staat bij</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>Places are found for a snapshot. Take one of a model in Inventory, with N.</source>
        <translation>Plaatsen worden gezocht voor een snapshot. Neem er een van een model in Inventaris, met N.</translation>
    </message>
    <message>
        <source>View of the runtimes</source>
        <translation>Weergave van de runtimes</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>Matrix</translation>
    </message>
    <message>
        <source>Find a place for</source>
        <translation>Een plaats zoeken voor</translation>
    </message>
    <message>
        <source>in the stage</source>
        <translation>in de fase</translation>
    </message>
    <message>
        <source>No runtime is in use</source>
        <translation>Geen runtime in gebruik</translation>
    </message>
    <message>
        <source>Say that a retired runtime has ended…</source>
        <translation>Zeggen dat een buiten gebruik gestelde runtime is beëindigd…</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>nog geen</translation>
    </message>
    <message>
        <source>Runtime…</source>
        <translation>Runtime…</translation>
    </message>
    <message>
        <source>Find place for</source>
        <translation>Zoek plaats voor</translation>
    </message>
    <message>
        <source>A runtime serves models. Its stage tags say for which stages, its service tags for which services; a version goes where both match.</source>
        <translation>Een runtime biedt modellen aan. De fasetags zeggen voor welke fasen, de servicetags voor welke services; een versie gaat naar waar beide passen.</translation>
    </message>
    <message>
        <source>Add runtime…</source>
        <translation>Runtime toevoegen…</translation>
    </message>
    <message>
        <source>No version is chosen</source>
        <translation>Geen versie gekozen</translation>
    </message>
    <message>
        <source>Choose a version and a stage: every runtime is held against the rules.</source>
        <translation>Kies een versie en een fase: elke runtime wordt naast de regels gelegd.</translation>
    </message>
    <message>
        <source>Tag…</source>
        <translation>Taggen…</translation>
    </message>
    <message>
        <source>no stage</source>
        <translation>geen fase</translation>
    </message>
    <message>
        <source>Tags…</source>
        <translation>Tags…</translation>
    </message>
    <message>
        <source>Endpoint, and a test of it…</source>
        <translation>Eindpunt, en een test ervan…</translation>
    </message>
    <message>
        <source>Plan maintenance or a freeze…</source>
        <translation>Onderhoud of een bevriezing plannen…</translation>
    </message>
    <message>
        <source>Deployments of the runtime</source>
        <translation>Uitrollen op de runtime</translation>
    </message>
    <message>
        <source>Matrix or table</source>
        <translation>Matrix of tabel</translation>
    </message>
    <message numerus="yes">
        <source>%n runtime(s) without a stage tag, for no deployments: {names}</source>
        <translation>
            <numerusform>%n runtime zonder fasetag, voor geen enkele uitrol: {names}</numerusform>
            <numerusform>%n runtimes zonder fasetag, voor geen enkele uitrol: {names}</numerusform>
        </translation>
    </message>
    <message>
        <source>No snapshot yet</source>
        <translation>Nog geen snapshot</translation>
    </message>
    <message>
        <source>Open Inventory</source>
        <translation>Inventaris openen</translation>
    </message>
    <message>
        <source>What is closed</source>
        <translation>Wat stilligt</translation>
    </message>
    <message>
        <source>Every week, by the clock of {zone}</source>
        <translation>Elke week, volgens de klok van {zone}</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>Opnieuw</translation>
    </message>
    <message>
        <source>Plan a time without deployments</source>
        <translation>Een tijd zonder uitrol plannen</translation>
    </message>
    <message>
        <source>Plan it</source>
        <translation>Plannen</translation>
    </message>
    <message>
        <source>from {since} to {until}</source>
        <translation>van {since} tot {until}</translation>
    </message>
    <message>
        <source>A deployment that comes {when} waits for its end, and says so.</source>
        <translation>Een uitrol die {when} komt, wacht op het einde ervan en zegt dat ook.</translation>
    </message>
    <message>
        <source>An emergency release and a roll back pass. What serves, serves on.</source>
        <translation>Een noodvrijgave en terugdraaien gaan door. Wat in bedrijf is, blijft in bedrijf.</translation>
    </message>
    <message>
        <source>Choose a runtime first.</source>
        <translation>Kies eerst een runtime.</translation>
    </message>
    <message>
        <source>The window is planned</source>
        <translation>De uitrolstop is gepland</translation>
    </message>
    <message>
        <source>What waits for it is deployed within a minute.</source>
        <translation>Wat erop wacht, wordt binnen een minuut uitgerold.</translation>
    </message>
    <message>
        <source>Window {number} has ended</source>
        <translation>Uitrolstop {number} is beëindigd</translation>
    </message>
    <message>
        <source>Maintenance of {name}</source>
        <translation>Onderhoud van {name}</translation>
    </message>
    <message>
        <source>Freeze of {stage}</source>
        <translation>Bevriezing van {stage}</translation>
    </message>
    <message>
        <source>Freeze of {stage} ({path})</source>
        <translation>Bevriezing van {stage} ({path})</translation>
    </message>
    <message>
        <source>Freeze of every stage of the kind {kind}</source>
        <translation>Bevriezing van elke fase van de soort {kind}</translation>
    </message>
    <message>
        <source>Freeze of every stage</source>
        <translation>Bevriezing van elke fase</translation>
    </message>
    <message>
        <source>Adding runtimes needs the role operator or administrator in a unit.</source>
        <translation>Runtimes toevoegen vraagt de rol operator of beheerder in een eenheid.</translation>
    </message>
    <message>
        <source>Tags of {name} changed</source>
        <translation>Tags van {name} gewijzigd</translation>
    </message>
    <message>
        <source>Runtime added; a service that works looks at it</source>
        <translation>Runtime toegevoegd; een service die werkt, bekijkt hem</translation>
    </message>
    <message>
        <source>Command palette…</source>
        <translation>Opdrachtenpalet…</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vooruit</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Uiterlijk</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Zoals het systeem</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Licht</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Donker</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Compact</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standaard</translation>
    </message>
    <message>
        <source>Roomy</source>
        <translation>Ruim</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>Rows of lists</source>
        <translation>Regels van lijsten</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Ctrl++ and Ctrl+− do it from anywhere.</source>
        <translation>Ctrl++ en Ctrl+− doen het overal.</translation>
    </message>
    <message>
        <source>Accessibility</source>
        <translation>Toegankelijkheid</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoog</translation>
    </message>
    <message>
        <source>High: black on white or white on black, strong edges, no tinted fills.</source>
        <translation>Hoog: zwart op wit of wit op zwart, sterke randen, geen getinte vlakken.</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Contrast</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>Doelen om aan te klikken</translation>
    </message>
    <message>
        <source>Larger rows, buttons and boxes</source>
        <translation>Grotere rijen, knoppen en vakjes</translation>
    </message>
    <message>
        <source>For a hand that is not steady, or a finger. It goes before the rows of lists.</source>
        <translation>Voor een hand die niet vast is, of een vinger. Het gaat voor de rijen van lijsten.</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Beweging</translation>
    </message>
    <message>
        <source>Outline changed cells for a second</source>
        <translation>Gewijzigde cellen een seconde omranden</translation>
    </message>
    <message>
        <source>Nothing else in the window moves by itself.</source>
        <translation>Verder beweegt niets in het venster vanzelf.</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Grafieken</translation>
    </message>
    <message>
        <source>Begin as tables</source>
        <translation>Beginnen als tabel</translation>
    </message>
    <message>
        <source>Ctrl+Shift+T changes between a chart and its table.</source>
        <translation>Ctrl+Shift+T wisselt tussen een grafiek en de tabel ervan.</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>What happens, without counts and read-outs</source>
        <translation>Wat er gebeurt, zonder aantallen en aflezingen</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Niets</translation>
    </message>
    <message>
        <source>Said by a screen reader</source>
        <translation>Gezegd door een schermlezer</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Toetsenbord</translation>
    </message>
    <message>
        <source>Single keys</source>
        <translation>Losse toetsen</translation>
    </message>
    <message>
        <source>Letters alone act on lists</source>
        <translation>Losse letters werken op lijsten</translation>
    </message>
    <message>
        <source>Off: A, G H and the like do nothing; keys with Ctrl or Alt stay.</source>
        <translation>Uit: A, G H en dergelijke doen niets; toetsen met Ctrl of Alt blijven.</translation>
    </message>
    <message>
        <source>The keys of a screen stand here once the screen has been open.</source>
        <translation>De toetsen van een scherm staan hier zodra het scherm open is geweest.</translation>
    </message>
    <message>
        <source>Keys of an action</source>
        <translation>Toetsen van een actie</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Taal</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>Taal van het venster</translation>
    </message>
    <message>
        <source>Time and numbers</source>
        <translation>Tijd en getallen</translation>
    </message>
    <message>
        <source>This computer&apos;s ({zone})</source>
        <translation>Die van deze computer ({zone})</translation>
    </message>
    <message>
        <source>Times are shown in</source>
        <translation>Tijden worden getoond in</translation>
    </message>
    <message>
        <source>Stored, signed and exported times are UTC, whatever stands here.</source>
        <translation>Opgeslagen, ondertekende en uitgevoerde tijden zijn UTC, wat hier ook staat.</translation>
    </message>
    <message>
        <source>So a time looks</source>
        <translation>Zo ziet een tijd eruit</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Berichten</translation>
    </message>
    <message>
        <source>What is read in it: words, dates, numbers. The trail keeps codes, of no language.</source>
        <translation>Wat erin te lezen is: woorden, datums, getallen. Het spoor bewaart codes, van geen taal.</translation>
    </message>
    <message>
        <source>Show it now</source>
        <translation>Nu tonen</translation>
    </message>
    <message>
        <source>The window opens anew on this screen; drafts and open windows stay.</source>
        <translation>Het venster opent opnieuw op dit scherm; concepten en open vensters blijven.</translation>
    </message>
    <message>
        <source>In another language</source>
        <translation>In een andere taal</translation>
    </message>
    <message>
        <source>Show it now in {language}</source>
        <translation>Nu tonen in het {language}</translation>
    </message>
    <message>
        <source>It is shown in this language.</source>
        <translation>Het wordt in deze taal getoond.</translation>
    </message>
    <message>
        <source>The language is fixed for this session, by MODELWARD_LANGUAGE.</source>
        <translation>De taal ligt voor deze sessie vast, door MODELWARD_LANGUAGE.</translation>
    </message>
    <message>
        <source>The notification centre (G N) always lists everything. These say what also pops up.</source>
        <translation>Het berichtencentrum (G N) toont altijd alles. Dit zegt wat ook opduikt.</translation>
    </message>
    <message>
        <source>from</source>
        <translation>van</translation>
    </message>
    <message>
        <source>until</source>
        <translation>tot</translation>
    </message>
    <message>
        <source>Nothing pops up</source>
        <translation>Er duikt niets op</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>Stille uren</translation>
    </message>
    <message>
        <source>in the window</source>
        <translation>in het venster</translation>
    </message>
    <message>
        <source>on the desktop</source>
        <translation>op het bureaublad</translation>
    </message>
    <message>
        <source>This desktop shows no notifications of programs.</source>
        <translation>Dit bureaublad toont geen berichten van programma’s.</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Deze computer</translation>
    </message>
    <message>
        <source>At the end</source>
        <translation>Aan het eind</translation>
    </message>
    <message>
        <source>Forget where I was</source>
        <translation>Vergeten waar ik was</translation>
    </message>
    <message>
        <source>For a computer that is shared: the workspace and person opened last, the place of the window and what was seen are forgotten when it closes. These settings stay.</source>
        <translation>Voor een gedeelde computer: de laatst geopende werkruimte en persoon, de plaats van het venster en wat gezien is worden vergeten bij het sluiten. Deze instellingen blijven.</translation>
    </message>
    <message>
        <source>Forget it now</source>
        <translation>Nu vergeten</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>Wat bewaard wordt</translation>
    </message>
    <message>
        <source>The window keeps no rows of its own here, only places and settings.</source>
        <translation>Het venster bewaart hier zelf geen rijen, alleen plaatsen en instellingen.</translation>
    </message>
    <message>
        <source>Remove the demo…</source>
        <translation>Verwijder de demo…</translation>
    </message>
    <message>
        <source>Demo workspace</source>
        <translation>Demowerkruimte</translation>
    </message>
    <message>
        <source>Its file, its runtimes and what you did there.</source>
        <translation>Het bestand, de runtimes en wat u er deed.</translation>
    </message>
    <message>
        <source>File of these settings</source>
        <translation>Bestand van deze instellingen</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minuut</numerusform>
            <numerusform>%n minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>Never by itself</source>
        <translation>Nooit vanzelf</translation>
    </message>
    <message>
        <source>Lock this workspace after</source>
        <translation>Deze werkruimte vergrendelen na</translation>
    </message>
    <message>
        <source>Without a key or the mouse, every window is covered; what runs goes on. On a team&apos;s database the password of your login opens it, in a file a click.</source>
        <translation>Zonder toets of muis wordt elk venster afgedekt; wat loopt gaat door. Bij de database van een team opent het wachtwoord van uw login het, bij een bestand een klik.</translation>
    </message>
    <message>
        <source>Forgotten: the next start begins as the first one did</source>
        <translation>Vergeten: de volgende start begint zoals de eerste</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Self test</source>
        <translation>Zelftest</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Verslag kopiëren</translation>
    </message>
    <message>
        <source>Open the folder of the log</source>
        <translation>Map van het logboek openen</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Opdrachten</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Ongedaan maken</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Opnieuw doen</translation>
    </message>
    <message>
        <source>Nothing that was undone can be done again.</source>
        <translation>Er is niets ongedaan gemaakt dat opnieuw kan worden gedaan.</translation>
    </message>
    <message>
        <source>The last one is not through yet.</source>
        <translation>De vorige handeling is nog niet klaar.</translation>
    </message>
    <message>
        <source>Done again: {act}</source>
        <translation>Opnieuw gedaan: {act}</translation>
    </message>
    <message>
        <source>Undone: {act}</source>
        <translation>Ongedaan gemaakt: {act}</translation>
    </message>
    <message>
        <source>Not done again: {act}</source>
        <translation>Niet opnieuw gedaan: {act}</translation>
    </message>
    <message>
        <source>Not undone: {act}</source>
        <translation>Niet ongedaan gemaakt: {act}</translation>
    </message>
    <message>
        <source>Undo {act}</source>
        <translation>Ongedaan maken: {act}</translation>
    </message>
    <message>
        <source>Redo {act}</source>
        <translation>Opnieuw doen: {act}</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopiëren</translation>
    </message>
    <message>
        <source>Open in a window of its own</source>
        <translation>Open in een eigen venster</translation>
    </message>
    <message>
        <source>Print as PDF…</source>
        <translation>Druk af als pdf…</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter row</source>
        <translation>Filterrij</translation>
    </message>
    <message>
        <source>filter by column</source>
        <translation>per kolom filteren</translation>
    </message>
    <message>
        <source>Detail pane</source>
        <translation>Detailpaneel</translation>
    </message>
    <message>
        <source>Fold navigation</source>
        <translation>Navigatie inklappen</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Volledig scherm</translation>
    </message>
    <message>
        <source>Switch light and dark</source>
        <translation>Wisselen tussen licht en donker</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Groter</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>Normal size</source>
        <translation>Normale grootte</translation>
    </message>
    <message>
        <source>As of…</source>
        <translation>Per…</translation>
    </message>
    <message>
        <source>Leave this view</source>
        <translation>Deze blik verlaten</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>Kolommen…</translation>
    </message>
    <message>
        <source>hide, show, order</source>
        <translation>verbergen, tonen, volgorde</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Indeling herstellen</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>Volgend paneel</translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation>Vorig paneel</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>Volgend tabblad</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>Vorig tabblad</translation>
    </message>
    <message>
        <source>Actions of the selection</source>
        <translation>Acties voor de selectie</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Alle toetsen</translation>
    </message>
    <message>
        <source>Help for this screen</source>
        <translation>Hulp bij dit scherm</translation>
    </message>
    <message>
        <source>Guide me</source>
        <translation>Wijs mij de weg</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Logboek tonen</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Vergrendelen</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Afmelden</translation>
    </message>
    <message>
        <source>Open another workspace…</source>
        <translation>Een andere werkruimte openen…</translation>
    </message>
    <message>
        <source>change, demo, server, new workspace</source>
        <translation>wisselen, demo, server, nieuwe werkruimte</translation>
    </message>
    <message>
        <source>Show the window in its new language</source>
        <translation>Het venster in zijn nieuwe taal tonen</translation>
    </message>
    <message>
        <source>Close window</source>
        <translation>Venster sluiten</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Afsluiten</translation>
    </message>
    <message>
        <source>Go to {title}</source>
        <translation>Naar {title}</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wordt geopend…</translation>
    </message>
    <message>
        <source>Preparing the demo…</source>
        <translation>De demo wordt voorbereid…</translation>
    </message>
    <message>
        <source>Making your workspace…</source>
        <translation>Uw werkruimte wordt gemaakt…</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Aanmelden…</translation>
    </message>
    <message>
        <source>Removing the demo…</source>
        <translation>De demo wordt verwijderd…</translation>
    </message>
    <message>
        <source>The demo is removed from this computer</source>
        <translation>De demo is van deze computer verwijderd</translation>
    </message>
    <message>
        <source>Making Noorderbank: its people, seven models and 18 months of history.</source>
        <translation>Noorderbank wordt gemaakt: de mensen, zeven modellen en 18 maanden geschiedenis.</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Deze melding sluiten</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Minder</translation>
    </message>
    <message>
        <source>As you left it</source>
        <translation>Zoals u het achterliet</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Opnieuw beginnen</translation>
    </message>
    <message>
        <source>What stands here now is shown. Your words are kept aside.</source>
        <translation>U ziet wat er nu staat. Uw woorden zijn apart gehouden.</translation>
    </message>
    <message>
        <source>You wrote on {time}. {rest}</source>
        <translation>U schreef op {time}. {rest}</translation>
    </message>
    <message>
        <source>It changed since you left it</source>
        <translation>Dit is veranderd sinds u het achterliet</translation>
    </message>
    <message>
        <source>Put my words in</source>
        <translation>Mijn woorden invullen</translation>
    </message>
    <message>
        <source>Forget my words</source>
        <translation>Mijn woorden vergeten</translation>
    </message>
    <message>
        <source>What stands here now is not stored yet.</source>
        <translation>Wat hier nu staat is nog niet opgeslagen.</translation>
    </message>
    <message>
        <source>What you had left is stored</source>
        <translation>Wat u had achtergelaten is opgeslagen</translation>
    </message>
    <message>
        <source>Stage {name}</source>
        <translation>Fase {name}</translation>
    </message>
    <message>
        <source>Service tag {name}</source>
        <translation>Servicetag {name}</translation>
    </message>
    <message>
        <source>Key {keys}</source>
        <translation>Toets {keys}</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>%n rij gekopieerd</numerusform>
            <numerusform>%n rijen gekopieerd</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} new</source>
        <translation>{count} nieuw</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>act as</source>
        <translation>handel als</translation>
    </message>
    <message>
        <source>Made-up data. Decisions are recorded under the person chosen.</source>
        <translation>Verzonnen gegevens. Beslissingen worden vastgelegd onder de gekozen persoon.</translation>
    </message>
    <message>
        <source>choose a person</source>
        <translation>kies een persoon</translation>
    </message>
    <message>
        <source>Act as {words}</source>
        <translation>Handel als {words}</translation>
    </message>
    <message>
        <source>Nothing fits, so there is nothing to choose between.</source>
        <translation>Er past niets, dus er valt niets te kiezen.</translation>
    </message>
    <message>
        <source>Facets</source>
        <translation>Facetten</translation>
    </message>
    <message>
        <source>Only this</source>
        <translation>Alleen dit</translation>
    </message>
    <message>
        <source>Not this</source>
        <translation>Dit niet</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Elke</translation>
    </message>
    <message>
        <source>Remove the filter {token}</source>
        <translation>Filter {token} verwijderen</translation>
    </message>
    <message>
        <source>There is no “{values}”.</source>
        <translation>“{values}” bestaat niet.</translation>
    </message>
    <message numerus="yes">
        <source>{count} · %n no longer</source>
        <translation>
            <numerusform>{count} · %n niet meer</numerusform>
            <numerusform>{count} · %n niet meer</numerusform>
        </translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Kolommen</translation>
    </message>
    <message>
        <source>Name or role</source>
        <translation>Naam of rol</translation>
    </message>
    <message>
        <source>Find a person by name or role</source>
        <translation>Een persoon zoeken op naam of rol</translation>
    </message>
    <message>
        <source>Nobody here is called “{words}”: write part of a name or a role.</source>
        <translation>Niemand hier heet “{words}”: typ een deel van een naam of een rol.</translation>
    </message>
    <message>
        <source>Nobody else holds a role for it.</source>
        <translation>Niemand anders heeft er een rol voor.</translation>
    </message>
    <message>
        <source>Choose a person first.</source>
        <translation>Kies eerst iemand.</translation>
    </message>
    <message>
        <source>{name} can&apos;t be chosen: {reason}.</source>
        <translation>{name} kan niet gekozen worden: {reason}.</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Persoon</translation>
    </message>
    <message numerus="yes">
        <source>Show %n new row(s)</source>
        <translation>
            <numerusform>%n nieuwe rij tonen</numerusform>
            <numerusform>%n nieuwe rijen tonen</numerusform>
        </translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Bezig met laden</translation>
    </message>
    <message numerus="yes">
        <source>%n incident(s)</source>
        <translation>
            <numerusform>%n incident</numerusform>
            <numerusform>%n incidenten</numerusform>
        </translation>
    </message>
    <message>
        <source>Screens</source>
        <translation>Schermen</translation>
    </message>
    <message>
        <source>Administration and settings</source>
        <translation>Beheer en instellingen</translation>
    </message>
    <message>
        <source>Screens above</source>
        <translation>Schermen hierboven</translation>
    </message>
    <message>
        <source>Screens below</source>
        <translation>Schermen hieronder</translation>
    </message>
    <message>
        <source>Cut off: no more than {limit} characters are kept.</source>
        <translation>Afgekapt: er worden niet meer dan {limit} tekens bewaard.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Recent</translation>
    </message>
    <message numerus="yes">
        <source>Write at least %n character(s) as the reason.</source>
        <translation>
            <numerusform>Schrijf ten minste %n teken als reden.</numerusform>
            <numerusform>Schrijf ten minste %n tekens als reden.</numerusform>
        </translation>
    </message>
    <message>
        <source>at least {minimum} characters, {written} written</source>
        <translation>ten minste {minimum} tekens, {written} geschreven</translation>
    </message>
    <message>
        <source>No service runs</source>
        <translation>Er loopt geen service</translation>
    </message>
    <message>
        <source>Keyring</source>
        <translation>Sleutelbos</translation>
    </message>
    <message>
        <source>none that keeps others out; secrets go into files of your own or an encrypted one</source>
        <translation>geen die anderen buiten houdt; geheimen gaan in eigen bestanden of een versleuteld bestand</translation>
    </message>
    <message>
        <source>answered in {milliseconds} ms</source>
        <translation>antwoordde in {milliseconds} ms</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Database</translation>
    </message>
    <message>
        <source>{used} instead of {wanted}</source>
        <translation>{used} in plaats van {wanted}</translation>
    </message>
    <message>
        <source>Fonts</source>
        <translation>Lettertypen</translation>
    </message>
    <message>
        <source>{count} words in {milliseconds} ms</source>
        <translation>{count} woorden in {milliseconds} ms</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>Tekenen</translation>
    </message>
    <message>
        <source>Test now</source>
        <translation>Nu testen</translation>
    </message>
    <message>
        <source>Measured since this window opened</source>
        <translation>Gemeten sinds dit venster openging</translation>
    </message>
    <message>
        <source>System</source>
        <translation>Systeem</translation>
    </message>
    <message>
        <source>Drawn by</source>
        <translation>Getekend door</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Gegevensmap</translation>
    </message>
    <message>
        <source>{size} in {folder}</source>
        <translation>{size} in {folder}</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Logboek</translation>
    </message>
    <message>
        <source>Copied: it holds no secrets. Names of folders may hold your login name.</source>
        <translation>Gekopieerd: er staan geen geheimen in. Namen van mappen kunnen uw inlognaam bevatten.</translation>
    </message>
    <message>
        <source>Opening the workspace</source>
        <translation>De werkruimte openen</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Changes of screen</source>
        <translation>Schermwissels</translation>
    </message>
    <message>
        <source>Answers of the database</source>
        <translation>Antwoorden van de database</translation>
    </message>
    <message>
        <source>Changes stored</source>
        <translation>Opgeslagen wijzigingen</translation>
    </message>
    <message>
        <source>{count}: half of them within {middle}, the slowest {slowest}</source>
        <translation>{count}: de helft binnen {middle}, de traagste {slowest}</translation>
    </message>
    <message>
        <source>look at it</source>
        <translation>bekijk het</translation>
    </message>
    <message>
        <source>no drafts</source>
        <translation>geen concepten</translation>
    </message>
    <message>
        <source>No drafts on this computer</source>
        <translation>Geen concepten op deze computer</translation>
    </message>
    <message>
        <source>Times are shown in UTC</source>
        <translation>Tijden worden getoond in UTC</translation>
    </message>
    <message>
        <source>nobody signed in</source>
        <translation>niemand aangemeld</translation>
    </message>
    <message numerus="yes">
        <source>%n draft(s)</source>
        <translation>
            <numerusform>%n concept</numerusform>
            <numerusform>%n concepten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n draft(s) kept on this computer</source>
        <translation>
            <numerusform>%n concept op deze computer bewaard</numerusform>
            <numerusform>%n concepten op deze computer bewaard</numerusform>
        </translation>
    </message>
    <message>
        <source>Signed in as {name}, {role}</source>
        <translation>Aangemeld als {name}, {role}</translation>
    </message>
    <message>
        <source>Tabs</source>
        <translation>Tabbladen</translation>
    </message>
    <message>
        <source>Close this note</source>
        <translation>Dit bericht sluiten</translation>
    </message>
    <message>
        <source>The look is fixed in this session.</source>
        <translation>Het uiterlijk ligt in deze sessie vast.</translation>
    </message>
    <message>
        <source>Search the guide</source>
        <translation>In de gids zoeken</translation>
    </message>
    <message>
        <source>There is no place to go back to.</source>
        <translation>Er is niets om naar terug te gaan.</translation>
    </message>
    <message>
        <source>There is no place to go forward to.</source>
        <translation>Er is niets om naar vooruit te gaan.</translation>
    </message>
    <message>
        <source>In the guide: {parts}</source>
        <translation>In de gids: {parts}</translation>
    </message>
    <message>
        <source>Words: {words}</source>
        <translation>Woorden: {words}</translation>
    </message>
    <message>
        <source>Before this: {part}</source>
        <translation>Hiervoor: {part}</translation>
    </message>
    <message>
        <source>After this: {part}</source>
        <translation>Hierna: {part}</translation>
    </message>
    <message>
        <source>This page is not part of the guide</source>
        <translation>Deze pagina hoort niet bij de gids</translation>
    </message>
    <message>
        <source>Nothing can be undone.</source>
        <translation>Er valt niets ongedaan te maken.</translation>
    </message>
    <message>
        <source>This workspace does not offer it.</source>
        <translation>Deze werkruimte biedt dit niet.</translation>
    </message>
    <message>
        <source>Choose a row, or open an object first.</source>
        <translation>Kies eerst een rij, of open een object.</translation>
    </message>
    <message>
        <source>No list with columns is shown.</source>
        <translation>Er is geen lijst met kolommen te zien.</translation>
    </message>
    <message>
        <source>No list with a filter row is shown.</source>
        <translation>Er staat geen lijst met een filterrij.</translation>
    </message>
    <message>
        <source>No column of this list has a filter of its own: type words in the field.</source>
        <translation>Geen kolom van deze lijst heeft een eigen filter: typ woorden in het veld.</translation>
    </message>
    <message>
        <source>There is nothing to do with what is selected.</source>
        <translation>Met wat is geselecteerd valt niets te doen.</translation>
    </message>
    <message>
        <source>The window speaks {language} from its next start.</source>
        <translation>Het venster spreekt {language} vanaf de volgende start.</translation>
    </message>
    <message>
        <source>This screen has no tabs.</source>
        <translation>Dit scherm heeft geen tabbladen.</translation>
    </message>
    <message numerus="yes">
        <source>Reason, at least %n character(s)</source>
        <translation>
            <numerusform>Reden, minstens %n teken</numerusform>
            <numerusform>Reden, minstens %n tekens</numerusform>
        </translation>
    </message>
    <message>
        <source>Drop to register {name}</source>
        <translation>Laat los om {name} te registreren</translation>
    </message>
    <message numerus="yes">
        <source>Drop to register %n model(s)</source>
        <translation>
            <numerusform>Laat los om %n model te registreren</numerusform>
            <numerusform>Laat los om %n modellen te registreren</numerusform>
        </translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Afgewezen</translation>
    </message>
    <message>
        <source>Granted</source>
        <translation>Verleend</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Geaccepteerd</translation>
    </message>
    <message>
        <source>Attested</source>
        <translation>Verklaard</translation>
    </message>
    <message>
        <source>Hash</source>
        <translation>Hash</translation>
    </message>
    <message>
        <source>{signed}. Checked now: hash {hash} …, key {kid} …</source>
        <translation>{signed}. Nu gecontroleerd: hash {hash} …, sleutel {kid} …</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Sleutel</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation>Handtekeningen</translation>
    </message>
    <message>
        <source>The service deploys nothing on a signature that does not hold.</source>
        <translation>De service rolt niets uit op een handtekening die niet klopt.</translation>
    </message>
    <message>
        <source>Signed by {person}: {signed}, but it does not hold: {why}</source>
        <translation>Ondertekend door {person}: {signed}, maar het klopt niet: {why}</translation>
    </message>
    <message>
        <source>Signed by {person}: {signed}, and it holds</source>
        <translation>Ondertekend door {person}: {signed}, en het klopt</translation>
    </message>
    <message>
        <source>The trail is not what this computer saw</source>
        <translation>Het spoor is niet wat deze computer zag</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) since {since} can still be changed unseen.</source>
        <translation>
            <numerusform>%n gebeurtenis sinds {since} kan nog ongezien worden gewijzigd.</numerusform>
            <numerusform>%n gebeurtenissen sinds {since} kunnen nog ongezien worden gewijzigd.</numerusform>
        </translation>
    </message>
    <message>
        <source>The service that holds the sealing key does not run, or can&apos;t seal: its log says why.</source>
        <translation>De service met de zegelsleutel loopt niet, of kan niet verzegelen: het logboek ervan zegt waarom.</translation>
    </message>
    <message>
        <source>The trail is not being sealed</source>
        <translation>Het spoor wordt niet verzegeld</translation>
    </message>
    <message>
        <source>{names} is looking at this now</source>
        <translation>{names} bekijkt dit nu</translation>
    </message>
    <message>
        <source>{names} are looking at this now</source>
        <translation>{names} bekijken dit nu</translation>
    </message>
    <message>
        <source>It counts from now on. A model gets the gravest tier of all its uses.</source>
        <translation>Vanaf nu telt ze. Een model krijgt de zwaarste klasse van al zijn toepassingen.</translation>
    </message>
    <message>
        <source>It does not count; what counted before stays as it is.</source>
        <translation>Ze telt niet; wat ervoor telde, blijft zoals het is.</translation>
    </message>
    <message>
        <source>Everybody sees that it is being mended.</source>
        <translation>Iedereen ziet dat het wordt verholpen.</translation>
    </message>
    <message>
        <source>It no longer blocks this snapshot; it stays on record as accepted.</source>
        <translation>Hij houdt deze snapshot niet meer tegen; hij blijft vastliggen als geaccepteerd.</translation>
    </message>
    <message>
        <source>It is over. Pending votes on this version get new evidence.</source>
        <translation>Het is voorbij. Lopende stemmingen over deze versie krijgen nieuw bewijs.</translation>
    </message>
    <message>
        <source>The alert ends, and the version may go on to its next stage.</source>
        <translation>Het signaal eindigt, en de versie mag naar haar volgende fase.</translation>
    </message>
    <message>
        <source>It counts again. Pending votes on this version get new evidence.</source>
        <translation>Hij telt weer. Lopende stemmingen over deze versie krijgen nieuw bewijs.</translation>
    </message>
    <message>
        <source>It is done; what repeats is planned again from its own day.</source>
        <translation>Het is klaar; wat herhaalt wordt vanaf zijn eigen dag opnieuw gepland.</translation>
    </message>
    <message>
        <source>Who attested it gets it back with your reason.</source>
        <translation>Wie verklaarde krijgt het terug met uw reden.</translation>
    </message>
    <message>
        <source>What begins from now on follows it; what runs goes on as it began.</source>
        <translation>Wat vanaf nu begint volgt het; wat loopt gaat door zoals het begon.</translation>
    </message>
    <message>
        <source>What is in force stays in force.</source>
        <translation>Wat van kracht is, blijft van kracht.</translation>
    </message>
    <message>
        <source>From its day on it takes the place of the one before; until then that one counts.</source>
        <translation>Vanaf zijn dag neemt het de plaats in van het vorige; tot dan telt dat.</translation>
    </message>
    <message>
        <source>It stays on record until today; nobody is named from now on.</source>
        <translation>Het blijft tot vandaag vastgelegd; vanaf nu staat er niemand.</translation>
    </message>
    <message>
        <source>{name}: your comment is told to who wrote it, and to the owner</source>
        <translation>{name}: uw opmerking wordt gemeld aan wie het schreef en aan de eigenaar</translation>
    </message>
    <message>
        <source>{name} is accepted</source>
        <translation>{name} is geaccepteerd</translation>
    </message>
    <message>
        <source>{name} is refused</source>
        <translation>{name} is geweigerd</translation>
    </message>
    <message>
        <source>{name} is being mended</source>
        <translation>{name} wordt hersteld</translation>
    </message>
    <message>
        <source>{name} is accepted as it is</source>
        <translation>{name} is geaccepteerd zoals het is</translation>
    </message>
    <message>
        <source>{name} is closed</source>
        <translation>{name} is gesloten</translation>
    </message>
    <message>
        <source>{name} is open again</source>
        <translation>{name} is weer open</translation>
    </message>
    <message>
        <source>{name} is granted</source>
        <translation>{name} is verleend</translation>
    </message>
    <message>
        <source>{name} is asked for</source>
        <translation>{name} is gevraagd</translation>
    </message>
    <message>
        <source>{name} is attested</source>
        <translation>{name} is verklaard</translation>
    </message>
    <message>
        <source>{name} is approved</source>
        <translation>{name} is goedgekeurd</translation>
    </message>
    <message>
        <source>{name} is returned</source>
        <translation>{name} is teruggegeven</translation>
    </message>
    <message>
        <source>{name} is in force</source>
        <translation>{name} is van kracht</translation>
    </message>
    <message>
        <source>{name} is put in force</source>
        <translation>{name} is van kracht gemaakt</translation>
    </message>
    <message>
        <source>{name} has ended</source>
        <translation>{name} is beëindigd</translation>
    </message>
    <message>
        <source>{what} {number} is recorded</source>
        <translation>{what} {number} is vastgelegd</translation>
    </message>
    <message>
        <source>{what} is recorded</source>
        <translation>{what} is vastgelegd</translation>
    </message>
    <message numerus="yes">
        <source>{what} {number} is recorded, and %n more with it</source>
        <translation>
            <numerusform>{what} {number} is vastgelegd, en nog %n</numerusform>
            <numerusform>{what} {number} is vastgelegd, en nog %n</numerusform>
        </translation>
    </message>
    <message>
        <source>New use case</source>
        <translation>Nieuwe toepassing</translation>
    </message>
    <message>
        <source>Record it</source>
        <translation>Vastleggen</translation>
    </message>
    <message>
        <source>New finding</source>
        <translation>Nieuwe bevinding</translation>
    </message>
    <message>
        <source>Ask for a waiver</source>
        <translation>Ontheffing vragen</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Vragen</translation>
    </message>
    <message>
        <source>A second person grants it; the rule stays failed.</source>
        <translation>Een tweede persoon verleent haar; de regel blijft gezakt.</translation>
    </message>
    <message>
        <source>Plan a campaign</source>
        <translation>Campagne plannen</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plannen</translation>
    </message>
    <message>
        <source>Propose a version</source>
        <translation>Versie voorstellen</translation>
    </message>
    <message>
        <source>Propose</source>
        <translation>Voorstellen</translation>
    </message>
    <message>
        <source>Why it is to change</source>
        <translation>Waarom het moet veranderen</translation>
    </message>
    <message>
        <source>It is not in force until a second person publishes it.</source>
        <translation>Het geldt pas als een tweede persoon het vaststelt.</translation>
    </message>
    <message>
        <source>New application</source>
        <translation>Nieuwe bedrijfstoepassing</translation>
    </message>
    <message>
        <source>New data source</source>
        <translation>Nieuwe gegevensbron</translation>
    </message>
    <message>
        <source>Assess the risk of {name}</source>
        <translation>Risico van {name} beoordelen</translation>
    </message>
    <message>
        <source>Why it was answered so</source>
        <translation>Waarom zo geantwoord is</translation>
    </message>
    <message>
        <source>By {method} v{version}. A second person accepts it.</source>
        <translation>Volgens {method} v{version}. Een tweede persoon accepteert het.</translation>
    </message>
    <message>
        <source>Comment on {name}</source>
        <translation>Opmerking bij {name}</translation>
    </message>
    <message>
        <source>Ask another for {name}</source>
        <translation>Een ander vragen voor {name}</translation>
    </message>
    <message>
        <source>Then say why it goes over.</source>
        <translation>Zeg daarna waarom het overgaat.</translation>
    </message>
    <message>
        <source>Ask {person} for {name}</source>
        <translation>{person} vragen voor {name}</translation>
    </message>
    <message>
        <source>Ask them</source>
        <translation>Vragen</translation>
    </message>
    <message>
        <source>Who was asked before stays in its history, with your reason.</source>
        <translation>Wie eerder gevraagd was, blijft in de geschiedenis staan, met uw reden.</translation>
    </message>
    <message>
        <source>Grant {name}</source>
        <translation>{name} verlenen</translation>
    </message>
    <message>
        <source>{name}: recorded</source>
        <translation>{name}: vastgelegd</translation>
    </message>
    <message>
        <source>Review the emergency release of {subject}</source>
        <translation>De noodvrijgave van {subject} toetsen</translation>
    </message>
    <message>
        <source>You review</source>
        <translation>U toetst</translation>
    </message>
    <message>
        <source>Close the review</source>
        <translation>Toetsing afsluiten</translation>
    </message>
    <message>
        <source>Attest: {campaign}</source>
        <translation>Verklaren: {campaign}</translation>
    </message>
    <message>
        <source>Attest</source>
        <translation>Verklaren</translation>
    </message>
    <message>
        <source>You are asked</source>
        <translation>Aan u wordt gevraagd</translation>
    </message>
    <message>
        <source>Somebody else reviews it.</source>
        <translation>Iemand anders beoordeelt het.</translation>
    </message>
    <message>
        <source>Your statement</source>
        <translation>Uw verklaring</translation>
    </message>
    <message>
        <source>Regulated</source>
        <translation>Gereguleerd</translation>
    </message>
    <message>
        <source>a supervisor&apos;s rules apply to it</source>
        <translation>de regels van een toezichthouder gelden ervoor</translation>
    </message>
    <message>
        <source>Further models</source>
        <translation>Meer modellen</translation>
    </message>
    <message>
        <source>which service of them; empty: all</source>
        <translation>welke service ervan; leeg: alle</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>Waarvoor</translation>
    </message>
    <message>
        <source>Change {name}</source>
        <translation>{name} wijzigen</translation>
    </message>
    <message>
        <source>Change it</source>
        <translation>Wijzigen</translation>
    </message>
    <message>
        <source>a handle; empty: as it is</source>
        <translation>een gebruikersnaam; leeg: zoals het is</translation>
    </message>
    <message>
        <source>Versions that are submitted from now on are checked by these facts.</source>
        <translation>Versies die vanaf nu worden ingediend, worden aan deze feiten getoetst.</translation>
    </message>
    <message>
        <source>Accept {name}</source>
        <translation>{name} accepteren</translation>
    </message>
    <message>
        <source>Refuse {name}</source>
        <translation>{name} weigeren</translation>
    </message>
    <message>
        <source>Mitigate {name}</source>
        <translation>{name} verhelpen</translation>
    </message>
    <message>
        <source>Mitigate</source>
        <translation>Verhelpen</translation>
    </message>
    <message>
        <source>Accept {name} as it is</source>
        <translation>{name} accepteren zoals hij is</translation>
    </message>
    <message>
        <source>Close {name}</source>
        <translation>{name} sluiten</translation>
    </message>
    <message>
        <source>Reopen {name}</source>
        <translation>{name} heropenen</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>Heropenen</translation>
    </message>
    <message>
        <source>Approve {name}</source>
        <translation>{name} goedkeuren</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Goedkeuren</translation>
    </message>
    <message>
        <source>Return {name}</source>
        <translation>{name} teruggeven</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Teruggeven</translation>
    </message>
    <message>
        <source>Put {name} in force</source>
        <translation>{name} van kracht maken</translation>
    </message>
    <message>
        <source>Put in force</source>
        <translation>Van kracht maken</translation>
    </message>
    <message>
        <source>End {name}</source>
        <translation>{name} beëindigen</translation>
    </message>
    <message>
        <source>Assess risk…</source>
        <translation>Risico beoordelen…</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Wijzigen…</translation>
    </message>
    <message>
        <source>Refuse…</source>
        <translation>Weigeren…</translation>
    </message>
    <message>
        <source>nobody has said</source>
        <translation>niemand heeft het gezegd</translation>
    </message>
    <message>
        <source>Mitigate…</source>
        <translation>Verhelpen…</translation>
    </message>
    <message>
        <source>Close…</source>
        <translation>Sluiten…</translation>
    </message>
    <message>
        <source>Reopen…</source>
        <translation>Heropenen…</translation>
    </message>
    <message>
        <source>Grant…</source>
        <translation>Verlenen…</translation>
    </message>
    <message>
        <source>Ask now</source>
        <translation>Nu vragen</translation>
    </message>
    <message>
        <source>Attest…</source>
        <translation>Verklaren…</translation>
    </message>
    <message>
        <source>Ask another…</source>
        <translation>Vraag een ander…</translation>
    </message>
    <message>
        <source>Return…</source>
        <translation>Teruggeven…</translation>
    </message>
    <message>
        <source>Put in force…</source>
        <translation>Van kracht maken…</translation>
    </message>
    <message>
        <source>Attach evidence…</source>
        <translation>Bewijs aanhechten…</translation>
    </message>
    <message>
        <source>Assess anew…</source>
        <translation>Opnieuw beoordelen…</translation>
    </message>
    <message>
        <source>Add a control…</source>
        <translation>Maatregel toevoegen…</translation>
    </message>
    <message>
        <source>Change one…</source>
        <translation>Eén wijzigen…</translation>
    </message>
    <message>
        <source>End one…</source>
        <translation>Eén beëindigen…</translation>
    </message>
    <message>
        <source>Take one up again…</source>
        <translation>Eén weer opnemen…</translation>
    </message>
    <message>
        <source>{acts}: {reason}</source>
        <translation>{acts}: {reason}</translation>
    </message>
    <message>
        <source>Withdraw evidence…</source>
        <translation>Bewijs intrekken…</translation>
    </message>
    <message>
        <source>Name another…</source>
        <translation>Een ander aanwijzen…</translation>
    </message>
    <message>
        <source>Case file</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Nothing chosen</source>
        <translation>Niets gekozen</translation>
    </message>
    <message>
        <source>Facts, links and history stand here.</source>
        <translation>Feiten, verwijzingen en geschiedenis staan hier.</translation>
    </message>
    <message>
        <source>regulated use</source>
        <translation>gereguleerd gebruik</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>en nog %n</numerusform>
            <numerusform>en nog %n</numerusform>
        </translation>
    </message>
    <message>
        <source>It is tied to nothing yet.</source>
        <translation>Het hangt nog nergens aan vast.</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Geschiedenis</translation>
    </message>
    <message numerus="yes">
        <source>and %n earlier</source>
        <translation>
            <numerusform>en %n eerdere</numerusform>
            <numerusform>en %n eerdere</numerusform>
        </translation>
    </message>
    <message>
        <source>Recorded when the workspace began.</source>
        <translation>Vastgelegd toen de werkruimte begon.</translation>
    </message>
    <message>
        <source>Filter: name, state, unit</source>
        <translation>Filter: naam, status, eenheid</translation>
    </message>
    <message>
        <source>Accept, grant, approve or put in force…</source>
        <translation>Accepteren, verlenen, goedkeuren of van kracht maken…</translation>
    </message>
    <message>
        <source>Refuse or return…</source>
        <translation>Weigeren of teruggeven…</translation>
    </message>
    <message>
        <source>Assess or attest…</source>
        <translation>Beoordelen of verklaren…</translation>
    </message>
    <message>
        <source>Begin to mitigate…</source>
        <translation>Beginnen te verhelpen…</translation>
    </message>
    <message>
        <source>Close or end…</source>
        <translation>Sluiten of beëindigen…</translation>
    </message>
    <message>
        <source>Reopen, or ask now…</source>
        <translation>Heropenen, of nu vragen…</translation>
    </message>
    <message>
        <source>Choose one in the list first.</source>
        <translation>Kies er eerst een in de lijst.</translation>
    </message>
    <message>
        <source>Governance</source>
        <translation>Governance</translation>
    </message>
    <message>
        <source>Filter governed things</source>
        <translation>Filter wat beheerst wordt</translation>
    </message>
    <message>
        <source>New of this kind…</source>
        <translation>Nieuw van deze soort…</translation>
    </message>
    <message>
        <source>A use is assessed from its case file: choose one under Use cases.</source>
        <translation>Een toepassing wordt vanuit haar dossier beoordeeld: kies er een onder Toepassingen van modellen.</translation>
    </message>
    <message>
        <source>{kind}: there is nothing of the sort to do.</source>
        <translation>{kind}: zoiets valt er niet te doen.</translation>
    </message>
    <message>
        <source>It is not about one model.</source>
        <translation>Het gaat niet over één model.</translation>
    </message>
    <message>
        <source>Assigned to me</source>
        <translation>Aan mij toegewezen</translation>
    </message>
    <message>
        <source>Escalated to me</source>
        <translation>Naar mij geëscaleerd</translation>
    </message>
    <message>
        <source>Critical alert on my models</source>
        <translation>Kritiek signaal over mijn modellen</translation>
    </message>
    <message>
        <source>Questions, answers, comments</source>
        <translation>Vragen, antwoorden, opmerkingen</translation>
    </message>
    <message>
        <source>My deployment finished or failed</source>
        <translation>Mijn uitrol klaar of mislukt</translation>
    </message>
    <message>
        <source>My requests and what was decided</source>
        <translation>Mijn aanvragen en wat is besloten</translation>
    </message>
    <message>
        <source>My roles and signing keys</source>
        <translation>Mijn rollen en ondertekensleutels</translation>
    </message>
    <message>
        <source>What I watch</source>
        <translation>Wat ik volg</translation>
    </message>
    <message numerus="yes">
        <source>%n notices are new: G N shows them</source>
        <translation>
            <numerusform>%n bericht is nieuw: G N toont het</numerusform>
            <numerusform>%n berichten zijn nieuw: G N toont ze</numerusform>
        </translation>
    </message>
    <message>
        <source>Look at the alert</source>
        <translation>Signaal bekijken</translation>
    </message>
    <message>
        <source>Look at the deployment</source>
        <translation>Uitrol bekijken</translation>
    </message>
    <message>
        <source>Nobody asks for {after} or {before} now, so no request takes a comment.</source>
        <translation>Niemand vraagt nu om {after} of {before}, dus er is geen aanvraag voor een opmerking.</translation>
    </message>
    <message>
        <source>Open the request</source>
        <translation>Aanvraag openen</translation>
    </message>
    <message>
        <source>Open the task</source>
        <translation>Taak openen</translation>
    </message>
    <message>
        <source>Look at the run</source>
        <translation>Run bekijken</translation>
    </message>
    <message>
        <source>Look at the monitor</source>
        <translation>Monitor bekijken</translation>
    </message>
    <message>
        <source>Look at the runtime</source>
        <translation>Runtime bekijken</translation>
    </message>
    <message>
        <source>Open the life cycle</source>
        <translation>Levenscyclus openen</translation>
    </message>
    <message>
        <source>Open the decision table</source>
        <translation>Beslistabel openen</translation>
    </message>
    <message>
        <source>Look at the model</source>
        <translation>Model bekijken</translation>
    </message>
    <message>
        <source>Look at the lineage</source>
        <translation>Herkomst bekijken</translation>
    </message>
    <message>
        <source>Look at roles and keys</source>
        <translation>Rollen en ondertekensleutels bekijken</translation>
    </message>
    <message>
        <source>Open the case file</source>
        <translation>Dossier openen</translation>
    </message>
    <message>
        <source>For you: {task}, {subject}</source>
        <translation>Voor u: {task}, {subject}</translation>
    </message>
    <message>
        <source>Alert that has ended</source>
        <translation>Signaal dat voorbij is</translation>
    </message>
    <message>
        <source>Deployment {number} of {model}</source>
        <translation>Uitrol {number} van {model}</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Acties en hun toetsen</translation>
    </message>
    <message>
        <source>Filter actions</source>
        <translation>Acties filteren</translation>
    </message>
    <message>
        <source>Filter: action, place or keys</source>
        <translation>Filter: actie, plaats of toetsen</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>Nieuwe toetsen</translation>
    </message>
    <message>
        <source>press the new keys here</source>
        <translation>druk hier de nieuwe toetsen</translation>
    </message>
    <message>
        <source>Use these keys</source>
        <translation>Deze toetsen gebruiken</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>Geen toetsen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Terugzetten</translation>
    </message>
    <message>
        <source>No action matches “{query}”</source>
        <translation>Geen actie past bij “{query}”</translation>
    </message>
    <message>
        <source>Choose an action first.</source>
        <translation>Kies eerst een actie.</translation>
    </message>
    <message>
        <source>Press the new keys in the field.</source>
        <translation>Druk de nieuwe toetsen in het veld.</translation>
    </message>
    <message>
        <source>A single letter would act while you type. Add Ctrl or Alt, or a second key.</source>
        <translation>Een losse letter zou werken terwijl u typt. Voeg Ctrl of Alt toe, of een tweede toets.</translation>
    </message>
    <message>
        <source>{keys} belongs to “{action}” already. Change that one first.</source>
        <translation>{keys} hoort al bij “{action}”. Wijzig die eerst.</translation>
    </message>
    <message>
        <source>It has no keys.</source>
        <translation>Zij heeft geen toetsen.</translation>
    </message>
    <message>
        <source>It has the keys it began with.</source>
        <translation>Zij heeft de toetsen waarmee zij begon.</translation>
    </message>
    <message>
        <source>Its first keys belong to “{action}” now. Change that one first.</source>
        <translation>Haar eerste toetsen horen nu bij “{action}”. Wijzig die eerst.</translation>
    </message>
    <message>
        <source>Reset this page</source>
        <translation>Deze pagina terugzetten</translation>
    </message>
    <message>
        <source>Choose a line first.</source>
        <translation>Kies eerst een regel.</translation>
    </message>
    <message>
        <source>Watch, or no longer</source>
        <translation>Volgen, of niet meer</translation>
    </message>
    <message>
        <source>You watch {name} now</source>
        <translation>U volgt {name} nu</translation>
    </message>
    <message>
        <source>You no longer watch {name}</source>
        <translation>U volgt {name} niet meer</translation>
    </message>
    <message>
        <source>Watch {name}</source>
        <translation>{name} volgen</translation>
    </message>
    <message>
        <source>Watch {name} no longer</source>
        <translation>{name} niet meer volgen</translation>
    </message>
    <message>
        <source>The settings in {path} can&apos;t be read, so everything is as after the first start. The file is kept beside the new one as soon as you change something.</source>
        <translation>De instellingen in {path} zijn niet te lezen, dus alles is als na de eerste start. Het bestand blijft naast het nieuwe bewaard zodra u iets wijzigt.</translation>
    </message>
    <message>
        <source>{path} holds no settings of Modelward, so everything is as after the first start.</source>
        <translation>{path} bevat geen instellingen van Modelward, dus alles is als na de eerste start.</translation>
    </message>
    <message>
        <source>The settings in {path} were written by a newer Modelward. They are left alone, and what you change now is forgotten at the end.</source>
        <translation>De instellingen in {path} zijn door een nieuwere Modelward geschreven. Zij blijven met rust, en wat u nu wijzigt is aan het eind vergeten.</translation>
    </message>
    <message>
        <source>whoever looks after this computer</source>
        <translation>wie deze computer beheert</translation>
    </message>
    <message>
        <source>Fixed by {by}.</source>
        <translation>Vastgelegd door {by}.</translation>
    </message>
    <message>
        <source>Pages of the administration</source>
        <translation>Pagina’s van het beheer</translation>
    </message>
    <message>
        <source>Stages and tags</source>
        <translation>Fasen en tags</translation>
    </message>
    <message>
        <source>Admin log</source>
        <translation>Beheerlogboek</translation>
    </message>
    <message>
        <source>Windows</source>
        <translation>Uitrolstops</translation>
    </message>
    <message>
        <source>Move the stage up</source>
        <translation>De fase omhoog</translation>
    </message>
    <message>
        <source>Move the stage down</source>
        <translation>De fase omlaag</translation>
    </message>
    <message>
        <source>Merge the service tag…</source>
        <translation>De servicetag samenvoegen…</translation>
    </message>
    <message>
        <source>This workspace</source>
        <translation>Deze werkruimte</translation>
    </message>
    <message>
        <source>A database administrator still has to run this</source>
        <translation>Een databasebeheerder moet dit nog uitvoeren</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopiëren</translation>
    </message>
    <message>
        <source>Filter the log</source>
        <translation>Logboek filteren</translation>
    </message>
    <message>
        <source>Administrators</source>
        <translation>Beheerders</translation>
    </message>
    <message>
        <source>Roles are given by an administrator and confirmed by a second one. Here is what you hold; whom to ask stands below.</source>
        <translation>Rollen worden gegeven door een beheerder en bevestigd door een tweede. Hier staat wat u heeft; wie u kunt vragen staat eronder.</translation>
    </message>
    <message>
        <source>Filter: person, words</source>
        <translation>Filter: persoon, woorden</translation>
    </message>
    <message>
        <source>Nothing happened yet</source>
        <translation>Er is nog niets gebeurd</translation>
    </message>
    <message>
        <source>What is done to people, roles, keys, stages, places and policies stands here.</source>
        <translation>Hier staat wat er met mensen, rollen, sleutels, fasen, plaatsen en beleid gebeurt.</translation>
    </message>
    <message>
        <source>Nobody. One person&apos;s own workspace needs none; a team&apos;s has two.</source>
        <translation>Niemand. De eigen werkruimte van één persoon heeft er geen nodig; die van een team heeft er twee.</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>nog %n</numerusform>
            <numerusform>nog %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Which list</source>
        <translation>Welke lijst</translation>
    </message>
    <message>
        <source>News</source>
        <translation>Nieuws</translation>
    </message>
    <message>
        <source>Filter notices</source>
        <translation>Berichten filteren</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Berichten</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>Alles als gelezen markeren</translation>
    </message>
    <message>
        <source>Show new notices</source>
        <translation>Toon nieuwe berichten</translation>
    </message>
    <message>
        <source>No new notice waits.</source>
        <translation>Er wacht geen nieuw bericht.</translation>
    </message>
    <message>
        <source>Everything here has been read.</source>
        <translation>Alles hier is gelezen.</translation>
    </message>
    <message>
        <source>Nothing new</source>
        <translation>Niets nieuws</translation>
    </message>
    <message>
        <source>What is assigned to you, alerts and deployments of your models, your requests and whatever you watch (W) comes here.</source>
        <translation>Wat aan u is toegewezen, signalen en uitrollen van uw modellen, uw aanvragen en wat u volgt (W) komt hier.</translation>
    </message>
    <message>
        <source>You watch nothing</source>
        <translation>U volgt niets</translation>
    </message>
    <message>
        <source>W watches what is selected in the inventory, alerts, runs and deployments.</source>
        <translation>W volgt wat gekozen is in inventaris, signalen, runs en uitrollen.</translation>
    </message>
    <message>
        <source>Remove from my list</source>
        <translation>Van mijn lijst halen</translation>
    </message>
    <message>
        <source>Filter: model, person, words</source>
        <translation>Filter: model, persoon, woorden</translation>
    </message>
    <message>
        <source>Remove all</source>
        <translation>Alles weghalen</translation>
    </message>
    <message>
        <source>Nothing matches “{query}”</source>
        <translation>Niets past bij “{query}”</translation>
    </message>
    <message>
        <source>Watch no longer</source>
        <translation>Niet meer volgen</translation>
    </message>
    <message>
        <source>There is nothing to remove.</source>
        <translation>Er is niets om weg te halen.</translation>
    </message>
    <message>
        <source>It came to you by itself; W watches an object on its own screen.</source>
        <translation>Het kwam vanzelf bij u; W volgt een object op zijn eigen scherm.</translation>
    </message>
    <message>
        <source>Removed from your list</source>
        <translation>Van uw lijst gehaald</translation>
    </message>
    <message>
        <source>You no longer watch it</source>
        <translation>U volgt het niet meer</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Instellingen</translation>
    </message>
    <message>
        <source>Pages of settings</source>
        <translation>Pagina’s van instellingen</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Instellingen zoeken</translation>
    </message>
    <message>
        <source>Search settings…</source>
        <translation>Instellingen zoeken…</translation>
    </message>
    <message>
        <source>Settings found</source>
        <translation>Gevonden instellingen</translation>
    </message>
    <message>
        <source>Nothing can be changed. What you read is what your own rights let you read.</source>
        <translation>Er kan niets worden gewijzigd. U leest wat uw eigen rechten u laten lezen.</translation>
    </message>
    <message>
        <source>Nothing can be changed. Of work under way then, only people&apos;s tasks are kept.</source>
        <translation>Er kan niets worden gewijzigd. Van werk dat toen liep, zijn alleen de taken van mensen bewaard.</translation>
    </message>
    <message>
        <source>You see the app as {name}, {roles}</source>
        <translation>U bekijkt de app als {name}, {roles}</translation>
    </message>
    <message>
        <source>Sign and export</source>
        <translation>Ondertekenen en exporteren</translation>
    </message>
    <message>
        <source>Export proof</source>
        <translation>Bewijs exporteren</translation>
    </message>
    <message>
        <source>Proof of</source>
        <translation>Bewijs van</translation>
    </message>
    <message>
        <source>Model {name}</source>
        <translation>Model {name}</translation>
    </message>
    <message>
        <source>Everything in the workspace</source>
        <translation>Alles in de werkruimte</translation>
    </message>
    <message>
        <source>the beginning, or 2026-03-01</source>
        <translation>het begin, of 2026-03-01</translation>
    </message>
    <message>
        <source>the last seal, or 2026-03-01</source>
        <translation>het laatste zegel, of 2026-03-01</translation>
    </message>
    <message>
        <source>Leave out reasons, names and signed documents</source>
        <translation>Redenen, namen en ondertekende documenten weglaten</translation>
    </message>
    <message>
        <source>With the record of decision {id}, led to the event that sealed it.</source>
        <translation>Met de vastlegging van beslissing {id}, herleid tot de gebeurtenis die haar verzegelde.</translation>
    </message>
    <message>
        <source>A redacted proof can be checked just the same: what is left out stays as its salted digest.</source>
        <translation>Een geredigeerd bewijs is net zo goed te controleren: wat is weggelaten, blijft als gezouten digest staan.</translation>
    </message>
    <message>
        <source>Counting the events.</source>
        <translation>De gebeurtenissen worden geteld.</translation>
    </message>
    <message>
        <source>Nothing of this is sealed yet.</source>
        <translation>Hiervan is nog niets verzegeld.</translation>
    </message>
    <message>
        <source>The end of a proof lies after its beginning.</source>
        <translation>Een bewijs eindigt na zijn begin.</translation>
    </message>
    <message numerus="yes">
        <source>%n sealed event(s) in the file</source>
        <translation>
            <numerusform>%n verzegelde gebeurtenis in het bestand</numerusform>
            <numerusform>%n verzegelde gebeurtenissen in het bestand</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sealed event(s) left out</source>
        <translation>
            <numerusform>%n verzegelde gebeurtenis weggelaten</numerusform>
            <numerusform>%n verzegelde gebeurtenissen weggelaten</numerusform>
        </translation>
    </message>
    <message>
        <source>The PDF says what the proof holds; README.html in the file how it is checked without the product. modelward-verify comes with Modelward, and is one file that needs only Python and cryptography. Whoever checks it gets that from elsewhere than from you.</source>
        <translation>De PDF zegt wat het bewijs bevat; README.html in het bestand hoe het zonder het product wordt gecontroleerd. modelward-verify komt met Modelward mee, en is één bestand dat alleen Python en cryptography nodig heeft. Wie het controleert, haalt dat ergens anders vandaan dan van u.</translation>
    </message>
    <message>
        <source>README.html in the file says how it is checked without the product. modelward-verify comes with Modelward, and is one file that needs only Python and cryptography. Whoever checks it gets that from elsewhere than from you.</source>
        <translation>README.html in het bestand zegt hoe het zonder het product wordt gecontroleerd. modelward-verify komt met Modelward mee, en is één bestand dat alleen Python en cryptography nodig heeft. Wie het controleert, haalt dat ergens anders vandaan dan van u.</translation>
    </message>
    <message>
        <source>Where the proof goes</source>
        <translation>Waar het bewijs komt</translation>
    </message>
    <message>
        <source>Sign…</source>
        <translation>Ondertekenen…</translation>
    </message>
    <message>
        <source>Proofs (*.zip)</source>
        <translation>Bewijzen (*.zip)</translation>
    </message>
    <message>
        <source>{done} of {total} events</source>
        <translation>{done} van {total} gebeurtenissen</translation>
    </message>
    <message>
        <source>the beginning</source>
        <translation>het begin</translation>
    </message>
    <message>
        <source>the last seal</source>
        <translation>het laatste zegel</translation>
    </message>
    <message>
        <source>reasons, names, signed documents</source>
        <translation>redenen, namen, ondertekende documenten</translation>
    </message>
    <message>
        <source>Sign: proof of the trail</source>
        <translation>Ondertekenen: bewijs van het spoor</translation>
    </message>
    <message>
        <source>no page</source>
        <translation>geen pagina</translation>
    </message>
    <message>
        <source>Help &gt; Show log has the details.</source>
        <translation>Help &gt; Logboek tonen heeft de details.</translation>
    </message>
    <message>
        <source>The PDF is missing</source>
        <translation>De PDF ontbreekt</translation>
    </message>
    <message>
        <source>The proof itself is whole, and the trail has it. {why}</source>
        <translation>Het bewijs zelf is compleet en staat in het spoor. {why}</translation>
    </message>
    <message>
        <source>everything in the workspace</source>
        <translation>alles in de werkruimte</translation>
    </message>
    <message>
        <source>A day alone counts whole, to its end; a time itself is not included.</source>
        <translation>Een dag alleen telt geheel mee, tot het einde; een tijdstip zelf niet.</translation>
    </message>
    <message>
        <source>{start} to {until}</source>
        <translation>{start} tot {until}</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Bevat</translation>
    </message>
    <message>
        <source>Redacted</source>
        <translation>Geredigeerd</translation>
    </message>
    <message>
        <source>The trail keeps who exported what, with the digest of the file.</source>
        <translation>Het spoor bewaart wie wat exporteerde, met de digest van het bestand.</translation>
    </message>
    <message>
        <source>The proof is made</source>
        <translation>Het bewijs is gemaakt</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Map openen</translation>
    </message>
    <message>
        <source>To read</source>
        <translation>Om te lezen</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Weggelaten</translation>
    </message>
    <message numerus="yes">
        <source>%n sealed event(s)</source>
        <translation>
            <numerusform>%n verzegelde gebeurtenis</numerusform>
            <numerusform>%n verzegelde gebeurtenissen</numerusform>
        </translation>
    </message>
    <message>
        <source>Signed with</source>
        <translation>Ondertekend met</translation>
    </message>
    <message>
        <source>key {kid}</source>
        <translation>sleutel {kid}</translation>
    </message>
    <message>
        <source>To check it</source>
        <translation>Om te controleren</translation>
    </message>
    <message>
        <source>The event is another than when it was sealed.</source>
        <translation>De gebeurtenis is anders dan toen ze werd verzegeld.</translation>
    </message>
    <message>
        <source>Something that was sealed is gone.</source>
        <translation>Iets dat verzegeld was, is weg.</translation>
    </message>
    <message>
        <source>An event was put in behind what is sealed.</source>
        <translation>Er is een gebeurtenis ingevoegd achter wat verzegeld is.</translation>
    </message>
    <message>
        <source>Events and their digests were changed together.</source>
        <translation>Gebeurtenissen en hun digests zijn samen gewijzigd.</translation>
    </message>
    <message>
        <source>A text is another than the event says.</source>
        <translation>Een tekst is anders dan de gebeurtenis zegt.</translation>
    </message>
    <message>
        <source>A head is not signed by the sealing key.</source>
        <translation>Een kop is niet met de zegelsleutel ondertekend.</translation>
    </message>
    <message>
        <source>This computer saw another trail before.</source>
        <translation>Deze computer zag eerder een ander spoor.</translation>
    </message>
    <message>
        <source>The decision record is another than when it was imported.</source>
        <translation>De vastlegging van de beslissing is een andere dan bij de import.</translation>
    </message>
    <message>
        <source>The decision record was imported, and is gone.</source>
        <translation>De vastlegging van de beslissing is geïmporteerd, en is weg.</translation>
    </message>
    <message>
        <source>The decision record was put in behind its import.</source>
        <translation>De vastlegging van de beslissing is achter haar import bijgezet.</translation>
    </message>
    <message>
        <source>Decision records and their digests were changed together.</source>
        <translation>Vastleggingen van beslissingen en hun digests zijn samen gewijzigd.</translation>
    </message>
    <message>
        <source>The events of a sign-off are others than those that were reviewed.</source>
        <translation>De gebeurtenissen van een aftekening zijn andere dan die zijn beoordeeld.</translation>
    </message>
    <message>
        <source>A sign-off of a lineage is not what somebody signed.</source>
        <translation>Een aftekening van een herkomst is niet wat iemand heeft ondertekend.</translation>
    </message>
    <message>
        <source>A sign-off of a lineage was sealed, and is gone.</source>
        <translation>Een aftekening van een herkomst was verzegeld en is weg.</translation>
    </message>
    <message>
        <source>The trail began as a demonstration, and the workspace says that it is none.</source>
        <translation>Het spoor begon als demonstratie, en de werkruimte zegt dat zij er geen is.</translation>
    </message>
    <message>
        <source>A role was given or ended without a request that was confirmed.</source>
        <translation>Een rol is gegeven of beëindigd zonder dat een aanvraag ervoor bevestigd is.</translation>
    </message>
    <message>
        <source>It was done on somebody&apos;s word, and that person did not sign this.</source>
        <translation>Het is gedaan op iemands woord, en die persoon heeft dit niet ondertekend.</translation>
    </message>
    <message>
        <source>What stands there is not what that person signed.</source>
        <translation>Wat daar staat, is niet wat die persoon heeft ondertekend.</translation>
    </message>
    <message>
        <source>The row says something else than its last event.</source>
        <translation>De rij zegt iets anders dan haar laatste gebeurtenis.</translation>
    </message>
    <message>
        <source>An event tells it otherwise than before, and not that it was changed.</source>
        <translation>Een gebeurtenis vertelt het anders dan daarvoor, en niet dat het is gewijzigd.</translation>
    </message>
    <message>
        <source>No event of the trail tells of the row.</source>
        <translation>Geen gebeurtenis van het spoor vertelt van de rij.</translation>
    </message>
    <message>
        <source>The trail tells of a row that is gone.</source>
        <translation>Het spoor vertelt van een rij die weg is.</translation>
    </message>
    <message>
        <source>Verify now</source>
        <translation>Nu controleren</translation>
    </message>
    <message>
        <source>Stop verifying</source>
        <translation>Controle stoppen</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>Controleren</translation>
    </message>
    <message>
        <source>{done} of {total} signatures</source>
        <translation>{done} van {total} handtekeningen</translation>
    </message>
    <message>
        <source>Checking what people signed</source>
        <translation>Nagaan wat mensen ondertekenden</translation>
    </message>
    <message>
        <source>{done} of {total} rows and events</source>
        <translation>{done} van {total} rijen en gebeurtenissen</translation>
    </message>
    <message>
        <source>Holding rows against the trail</source>
        <translation>Rijen naast het spoor leggen</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Annuleren…</translation>
    </message>
    <message>
        <source>It stops at its next step.</source>
        <translation>Het stopt bij de volgende stap.</translation>
    </message>
    <message>
        <source>The seal can&apos;t be read</source>
        <translation>Het zegel is niet te lezen</translation>
    </message>
    <message>
        <source>it is asked for again by itself</source>
        <translation>het wordt vanzelf opnieuw opgevraagd</translation>
    </message>
    <message>
        <source>as of {when}, since then it can&apos;t be read</source>
        <translation>stand van {when}, sindsdien niet te lezen</translation>
    </message>
    <message>
        <source>as of now, not then: {words}</source>
        <translation>van nu, niet van toen: {words}</translation>
    </message>
    <message>
        <source>The seal does not hold</source>
        <translation>Het zegel houdt niet</translation>
    </message>
    <message>
        <source>Found {when} by {person}.</source>
        <translation>Gevonden {when} door {person}.</translation>
    </message>
    <message>
        <source>Broken at leaf {n}</source>
        <translation>Gebroken bij blad {n}</translation>
    </message>
    <message>
        <source>Broken at event {event}</source>
        <translation>Gebroken bij gebeurtenis {event}</translation>
    </message>
    <message>
        <source>Rows are not as the trail told</source>
        <translation>Rijen zijn anders dan het spoor vertelt</translation>
    </message>
    <message>
        <source>The background service seals each second.</source>
        <translation>De achtergrondservice verzegelt elke seconde.</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) can still be changed unseen</source>
        <translation>
            <numerusform>%n gebeurtenis kan nog ongezien worden gewijzigd</numerusform>
            <numerusform>%n gebeurtenissen kunnen nog ongezien worden gewijzigd</numerusform>
        </translation>
    </message>
    <message>
        <source>Not sealed since {since}</source>
        <translation>Niet verzegeld sinds {since}</translation>
    </message>
    <message>
        <source>Said to be broken</source>
        <translation>Volgens iemand anders verbroken</translation>
    </message>
    <message>
        <source>sealed up to {when}</source>
        <translation>verzegeld tot {when}</translation>
    </message>
    <message>
        <source>Sealed</source>
        <translation>Verzegeld</translation>
    </message>
    <message>
        <source>Seal intact</source>
        <translation>Zegel intact</translation>
    </message>
    <message>
        <source>not checked in full by you or the service</source>
        <translation>niet volledig gecontroleerd door u of de service</translation>
    </message>
    <message>
        <source>never checked in full</source>
        <translation>nooit volledig gecontroleerd</translation>
    </message>
    <message>
        <source>checked {when} by {person}</source>
        <translation>gecontroleerd {when} door {person}</translation>
    </message>
    <message>
        <source>{person} says they have found rows that are not as told {when}: verify it yourself</source>
        <translation>{person} zegt {when} rijen te hebben gevonden die anders zijn dan verteld: controleer het zelf</translation>
    </message>
    <message>
        <source>{column}: expected {expected}, found {found}.</source>
        <translation>{column}: verwacht {expected}, gevonden {found}.</translation>
    </message>
    <message>
        <source>A row is not as the trail told: {row}</source>
        <translation>Een rij is anders dan het spoor vertelt: {row}</translation>
    </message>
    <message>
        <source>{what} is not as the trail told</source>
        <translation>{what} is anders dan het spoor vertelt</translation>
    </message>
    <message>
        <source>{what}: {why}.</source>
        <translation>{what}: {why}.</translation>
    </message>
    <message>
        <source>What {person} signed does not hold: event {event}</source>
        <translation>Wat {person} ondertekende klopt niet: gebeurtenis {event}</translation>
    </message>
    <message>
        <source>What {person} signed does not hold</source>
        <translation>Wat {person} ondertekende klopt niet</translation>
    </message>
    <message>
        <source>Decision record {record} is not what was sealed</source>
        <translation>Vastlegging {record} van een beslissing is niet wat verzegeld werd</translation>
    </message>
    <message>
        <source>The trail is broken at event {event}</source>
        <translation>Het spoor is gebroken bij gebeurtenis {event}</translation>
    </message>
    <message>
        <source>The trail is broken at leaf {n}</source>
        <translation>Het spoor is gebroken bij blad {n}</translation>
    </message>
    <message>
        <source>Expected {expected}, found {found}.</source>
        <translation>Verwacht {expected}, gevonden {found}.</translation>
    </message>
    <message>
        <source>{person} says they have checked it {when}: verify it yourself</source>
        <translation>{person} zegt het {when} te hebben gecontroleerd: controleer het zelf</translation>
    </message>
    <message>
        <source>{person} says they have found it broken {when}: verify it yourself</source>
        <translation>{person} zegt het {when} verbroken te hebben gevonden: controleer het zelf</translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) in all.</source>
        <translation>
            <numerusform>%n plaats in totaal.</numerusform>
            <numerusform>%n plaatsen in totaal.</numerusform>
        </translation>
    </message>
    <message>
        <source>The trail could not be told: {why}</source>
        <translation>Het spoor kon het niet opnemen: {why}</translation>
    </message>
    <message>
        <source>It was sealed before {after}.</source>
        <translation>Het is verzegeld vóór {after}.</translation>
    </message>
    <message>
        <source>It was sealed after {before}.</source>
        <translation>Het is verzegeld na {before}.</translation>
    </message>
    <message>
        <source>It was sealed at {at}.</source>
        <translation>Het is verzegeld om {at}.</translation>
    </message>
    <message>
        <source>It was sealed between {before} and {after}.</source>
        <translation>Het is verzegeld tussen {before} en {after}.</translation>
    </message>
    <message>
        <source>View: {name}, changed</source>
        <translation>Weergave: {name}, gewijzigd</translation>
    </message>
    <message>
        <source>View: {name}</source>
        <translation>Weergave: {name}</translation>
    </message>
    <message>
        <source>own filter</source>
        <translation>eigen filter</translation>
    </message>
    <message>
        <source>The team&apos;s</source>
        <translation>Van het team</translation>
    </message>
    <message>
        <source>{name} (first shown)</source>
        <translation>{name} (eerst getoond)</translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>Ingebouwd</translation>
    </message>
    <message>
        <source>Save what you see as a view first.</source>
        <translation>Sla eerst als weergave op wat u ziet.</translation>
    </message>
    <message>
        <source>This view is somebody else&apos;s.</source>
        <translation>Deze weergave is van iemand anders.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Er is niets gewijzigd.</translation>
    </message>
    <message>
        <source>Save the changes</source>
        <translation>Wijzigingen opslaan</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Opslaan als…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Hernoemen…</translation>
    </message>
    <message>
        <source>Share with the team</source>
        <translation>Delen met het team</translation>
    </message>
    <message>
        <source>Show first</source>
        <translation>Als eerste tonen</translation>
    </message>
    <message>
        <source>Pin to the rail</source>
        <translation>Vastmaken aan de balk</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Verwijderen</translation>
    </message>
    <message>
        <source>Save this view</source>
        <translation>Deze weergave opslaan</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Opslaan</translation>
    </message>
    <message>
        <source>Rename the view</source>
        <translation>Weergave hernoemen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Hernoemen</translation>
    </message>
    <message>
        <source>Delete the view “{name}”</source>
        <translation>De weergave “{name}” verwijderen</translation>
    </message>
    <message>
        <source>View “{name}” deleted</source>
        <translation>Weergave “{name}” verwijderd</translation>
    </message>
    <message>
        <source>Name of the view</source>
        <translation>Naam van de weergave</translation>
    </message>
    <message>
        <source>The team sees it too</source>
        <translation>Het team ziet hem ook</translation>
    </message>
    <message>
        <source>nothing is in force</source>
        <translation>niets is van kracht</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) stay as they are</source>
        <translation>
            <numerusform>%n regel blijft zoals hij is</numerusform>
            <numerusform>%n regels blijven zoals ze zijn</numerusform>
        </translation>
    </message>
    <message>
        <source>Digest of the file: {digest}</source>
        <translation>Digest van het bestand: {digest}</translation>
    </message>
    <message>
        <source>Goes: {line}</source>
        <translation>Vervalt: {line}</translation>
    </message>
    <message>
        <source>Comes: {line}</source>
        <translation>Komt erbij: {line}</translation>
    </message>
    <message>
        <source>Changes: {line}</source>
        <translation>Verandert: {line}</translation>
    </message>
    <message>
        <source>What changes in the life cycle</source>
        <translation>Wat verandert in de levenscyclus</translation>
    </message>
    <message>
        <source>What changes in the decision table</source>
        <translation>Wat verandert in de beslistabel</translation>
    </message>
    <message>
        <source>{version} of the unit {unit}</source>
        <translation>{version} van de eenheid {unit}</translation>
    </message>
    <message>
        <source>{before} → v{after}</source>
        <translation>{before} → v{after}</translation>
    </message>
    <message>
        <source>Every rule reads the same; the files differ elsewhere, as in layout or notes.</source>
        <translation>Elke regel luidt hetzelfde; de bestanden verschillen elders, zoals in opmaak of notities.</translation>
    </message>
    <message>
        <source>It is the very file that is in force.</source>
        <translation>Het is precies het bestand dat van kracht is.</translation>
    </message>
    <message>
        <source>{who} holds up what is new</source>
        <translation>{who} houdt op wat nieuw is</translation>
    </message>
    <message>
        <source>A change that was begun {age} ago, at {since}, is not finished. Until it is, the changes of others show late and are sealed late; your own show at once. The service ends it when it stays open too long.</source>
        <translation>Een wijziging die {age} geleden begon, om {since}, is niet af. Tot dan verschijnen de wijzigingen van anderen later en worden ze later verzegeld; die van uzelf verschijnen meteen. De service beëindigt haar als zij te lang open blijft.</translation>
    </message>
    <message>
        <source>Proof of {subject}</source>
        <translation>Bewijs van {subject}</translation>
    </message>
    <message>
        <source>{name} could not be written whole.</source>
        <translation>{name} kon niet in zijn geheel worden geschreven.</translation>
    </message>
    <message>
        <source>Free some space.</source>
        <translation>Maak ruimte vrij.</translation>
    </message>
    <message>
        <source>Workspace {name}, made {at} by {person}</source>
        <translation>Werkruimte {name}, gemaakt {at} door {person}</translation>
    </message>
    <message>
        <source>This is a demonstration: people, models and dates are made up. It proves nothing about any bank.</source>
        <translation>Dit is een demonstratie: mensen, modellen en datums zijn verzonnen. Het bewijst niets over welke bank dan ook.</translation>
    </message>
    <message>
        <source>Reasons, names and signed documents were left out of this copy. Each left its salted digest, so that all else can still be checked.</source>
        <translation>Redenen, namen en ondertekende documenten zijn uit dit exemplaar weggelaten. Elk liet zijn gezouten digest achter, zodat al het andere te controleren blijft.</translation>
    </message>
    <message>
        <source>What it is a proof of</source>
        <translation>Waarvan het een bewijs is</translation>
    </message>
    <message>
        <source>It holds {held} about {subject}, as they were recorded, from {start} until {until}.</source>
        <translation>Het bevat {held} over {subject}, zoals vastgelegd, van {start} tot {until}.</translation>
    </message>
    <message>
        <source>{time}, not included</source>
        <translation>{time}, niet inbegrepen</translation>
    </message>
    <message>
        <source>Left out are {left} of other things or times; {waiting} were not sealed yet when it was made, and stand in no proof.</source>
        <translation>Weggelaten: {left} van andere zaken of tijden; nog niet verzegeld toen het werd gemaakt, en dus in geen bewijs: {waiting}.</translation>
    </message>
    <message>
        <source>What served in production</source>
        <translation>Wat in productie in bedrijf was</translation>
    </message>
    <message>
        <source>still there</source>
        <translation>nog steeds</translation>
    </message>
    <message>
        <source>Still there: when the time of this proof ends. Events are named by their position in the log; what a version is called is told from the workspace.</source>
        <translation>Nog steeds: wanneer de tijd van dit bewijs eindigt. Gebeurtenissen worden genoemd bij hun plaats in het logboek; hoe een versie heet is uit de werkruimte verteld.</translation>
    </message>
    <message>
        <source>The story of decision {id}</source>
        <translation>Het verhaal van beslissing {id}</translation>
    </message>
    <message>
        <source>Told from the workspace when the proof was made. The file holds the record of the decision, led to the event of its import, and the events of its model.</source>
        <translation>Verteld uit de werkruimte toen het bewijs werd gemaakt. Het bestand bevat de vastlegging van de beslissing, herleid tot de gebeurtenis van haar import, en de gebeurtenissen van haar model.</translation>
    </message>
    <message>
        <source>Then run the verifier (modelward-verify where Modelward is installed): one file for Python 3.11 with the package cryptography, without the product. Get it from its makers or from somebody you trust, not from whoever gave you the proof.</source>
        <translation>Draai daarna de controleur (modelward-verify waar Modelward is geïnstalleerd): één bestand voor Python 3.11 met het pakket cryptography, zonder het product. Haal het bij de makers of bij iemand die u vertrouwt, niet bij wie u het bewijs gaf.</translation>
    </message>
    <message>
        <source>The seal</source>
        <translation>Het zegel</translation>
    </message>
    <message>
        <source>The log was sealed until {at} with {size} events. Its root is one number made of all of them: a single changed, added or missing event would give another.</source>
        <translation>Het logboek was verzegeld tot {at} met {size} gebeurtenissen. De wortel is één getal uit alle samen: één gewijzigde, toegevoegde of ontbrekende gebeurtenis gaf een ander.</translation>
    </message>
    <message>
        <source>Root of the tree</source>
        <translation>Wortel van de boom</translation>
    </message>
    <message>
        <source>Sealed with the key</source>
        <translation>Verzegeld met de sleutel</translation>
    </message>
    <message>
        <source>What people signed</source>
        <translation>Wat mensen ondertekenden</translation>
    </message>
    <message>
        <source>Nothing in this proof was signed by a person.</source>
        <translation>Niets in dit bewijs is door een mens ondertekend.</translation>
    </message>
    <message>
        <source>SHA-256 of what was signed</source>
        <translation>SHA-256 van wat is ondertekend</translation>
    </message>
    <message>
        <source>not signed</source>
        <translation>niet ondertekend</translation>
    </message>
    <message>
        <source>{person}, {role}</source>
        <translation>{person}, {role}</translation>
    </message>
    <message>
        <source>{at}: {who} signed {meaning} for {what}.</source>
        <translation>{at}: {who} ondertekende {meaning} voor {what}.</translation>
    </message>
    <message>
        <source>Reason: {reason}</source>
        <translation>Reden: {reason}</translation>
    </message>
    <message>
        <source>Signed with the key {kid}.</source>
        <translation>Ondertekend met de sleutel {kid}.</translation>
    </message>
    <message>
        <source>It is not signed.</source>
        <translation>Het is niet ondertekend.</translation>
    </message>
    <message>
        <source>How to check it</source>
        <translation>Hoe u het controleert</translation>
    </message>
    <message>
        <source>This page is for reading and proves nothing by itself. The proof is the file beside it, {file}: the very bytes that were sealed, as JSON. Compare its SHA-256 first.</source>
        <translation>Deze pagina is om te lezen en bewijst zelf niets. Het bewijs is het bestand ernaast, {file}: precies de bytes die zijn verzegeld, als JSON. Vergelijk eerst de SHA-256.</translation>
    </message>
    <message>
        <source>SHA-256 of the file</source>
        <translation>SHA-256 van het bestand</translation>
    </message>
    <message>
        <source>It is signed with the key</source>
        <translation>Het is ondertekend met de sleutel</translation>
    </message>
    <message>
        <source>SHA-256 of its manifest.json</source>
        <translation>SHA-256 van manifest.json</translation>
    </message>
    <message>
        <source>SHA-256 of its {name}</source>
        <translation>SHA-256 van {name}</translation>
    </message>
    <message>
        <source>It names each byte that was changed, by member and record. Ask the bank by another way for the name of its sealing key (--key), and for a size and root of the log that somebody saw before (--seen).</source>
        <translation>Hij noemt elke gewijzigde byte, met onderdeel en record. Vraag de bank langs een andere weg naar de naam van de zegelsleutel (--key), en naar een omvang en wortel van het logboek die iemand eerder zag (--seen).</translation>
    </message>
    <message>
        <source>It does not prove that an event was true, only who recorded it and that it was not changed since it was sealed; nor anything against two people who work together.</source>
        <translation>Het bewijst niet dat een gebeurtenis waar was, alleen wie haar vastlegde en dat zij sinds de verzegeling niet is gewijzigd; en niets tegen twee mensen die samenspannen.</translation>
    </message>
    <message>
        <source>The events</source>
        <translation>De gebeurtenissen</translation>
    </message>
    <message>
        <source>Position: where the event stands in the log; the first is 0, as the verifier names it.</source>
        <translation>Positie: waar de gebeurtenis in het log staat; de eerste is 0, zoals het controleprogramma haar noemt.</translation>
    </message>
    <message>
        <source>What was done is told from the workspace when the proof was made, as in Lineage.</source>
        <translation>Wat er gedaan is, is verteld uit de werkruimte toen het bewijsstuk werd gemaakt, zoals in Herkomst.</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Positie</translation>
    </message>
    <message numerus="yes">
        <source>%n more event(s) in the file</source>
        <translation>
            <numerusform>nog %n gebeurtenis in het bestand</numerusform>
            <numerusform>nog %n gebeurtenissen in het bestand</numerusform>
        </translation>
    </message>
    <message>
        <source>As recorded on {when}</source>
        <translation>Zoals vastgelegd op {when}</translation>
    </message>
    <message>
        <source>data</source>
        <translation>gegevens</translation>
    </message>
    <message>
        <source>code</source>
        <translation>code</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>omgeving</translation>
    </message>
    <message>
        <source>training</source>
        <translation>training</translation>
    </message>
    <message>
        <source>version</source>
        <translation>versie</translation>
    </message>
    <message>
        <source>snapshot</source>
        <translation>snapshot</translation>
    </message>
    <message>
        <source>document</source>
        <translation>document</translation>
    </message>
    <message>
        <source>application</source>
        <translation>toepassing</translation>
    </message>
    <message>
        <source>test run</source>
        <translation>testrun</translation>
    </message>
    <message>
        <source>waiver</source>
        <translation>ontheffing</translation>
    </message>
    <message>
        <source>monitor</source>
        <translation>monitor</translation>
    </message>
    <message>
        <source>deployment</source>
        <translation>uitrol</translation>
    </message>
    <message>
        <source>runtime</source>
        <translation>runtime</translation>
    </message>
    <message>
        <source>data of</source>
        <translation>gegevens van</translation>
    </message>
    <message>
        <source>code of</source>
        <translation>code van</translation>
    </message>
    <message>
        <source>environment of</source>
        <translation>omgeving van</translation>
    </message>
    <message>
        <source>made</source>
        <translation>maakte</translation>
    </message>
    <message>
        <source>followed by</source>
        <translation>gevolgd door</translation>
    </message>
    <message>
        <source>frozen as</source>
        <translation>vastgelegd als</translation>
    </message>
    <message>
        <source>described by</source>
        <translation>beschreven door</translation>
    </message>
    <message>
        <source>used by</source>
        <translation>gebruikt door</translation>
    </message>
    <message>
        <source>tested by</source>
        <translation>getoetst door</translation>
    </message>
    <message>
        <source>passed by</source>
        <translation>doorgelaten door</translation>
    </message>
    <message>
        <source>asked to enter</source>
        <translation>vroeg toegang</translation>
    </message>
    <message>
        <source>decided by</source>
        <translation>besloten door</translation>
    </message>
    <message>
        <source>let in</source>
        <translation>liet toe</translation>
    </message>
    <message>
        <source>deployed by</source>
        <translation>uitgerold door</translation>
    </message>
    <message>
        <source>runs on</source>
        <translation>draait op</translation>
    </message>
    <message>
        <source>watched by</source>
        <translation>bewaakt door</translation>
    </message>
    <message>
        <source>raised</source>
        <translation>gaf</translation>
    </message>
    <message>
        <source>release tests</source>
        <translation>releasetests</translation>
    </message>
    <message>
        <source>against the champion</source>
        <translation>tegen de kampioen</translation>
    </message>
    <message>
        <source>training again</source>
        <translation>training opnieuw</translation>
    </message>
    <message>
        <source>evaluation again</source>
        <translation>evaluatie opnieuw</translation>
    </message>
    <message>
        <source>scoring again</source>
        <translation>scoren opnieuw</translation>
    </message>
    <message>
        <source>use is recorded</source>
        <translation>gebruik is vastgelegd</translation>
    </message>
    <message>
        <source>served it next</source>
        <translation>bediende het daarna</translation>
    </message>
    <message>
        <source>decided by it</source>
        <translation>besliste ermee</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message>
        <source>{kind} of {day}</source>
        <translation>{kind} van {day}</translation>
    </message>
    <message>
        <source>not told apart</source>
        <translation>geen verschil aangetoond</translation>
    </message>
    <message>
        <source>not possible</source>
        <translation>niet mogelijk</translation>
    </message>
    <message>
        <source>The first measure decides where its whole 95 % interval is on one side; a challenger that is worse in another measure does not win.</source>
        <translation>De eerste maat beslist waar haar hele bandbreedte van 95 % aan één kant ligt; een uitdager die op een andere maat slechter is, wint niet.</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergelijking</translation>
    </message>
    <message>
        <source>Version that challenges</source>
        <translation>Versie die uitdaagt</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergelijken</translation>
    </message>
    <message>
        <source>Promote challenger…</source>
        <translation>Uitdager promoveren…</translation>
    </message>
    <message>
        <source>Nothing was compared yet</source>
        <translation>Er is nog niets vergeleken</translation>
    </message>
    <message>
        <source>Choose a version: both are measured on the records it did not learn from.</source>
        <translation>Kies een versie: beide worden gemeten op de records waarvan zij niet leerde.</translation>
    </message>
    <message>
        <source>Nothing serves in production, so there is no champion.</source>
        <translation>Niets is in productie, dus er is geen kampioen.</translation>
    </message>
    <message>
        <source>There is no other version with a snapshot.</source>
        <translation>Er is geen andere versie met een snapshot.</translation>
    </message>
    <message>
        <source>being measured</source>
        <translation>wordt gemeten</translation>
    </message>
    <message>
        <source>champion v{version}</source>
        <translation>kampioen v{version}</translation>
    </message>
    <message>
        <source>challenger v{version}</source>
        <translation>uitdager v{version}</translation>
    </message>
    <message>
        <source>No champion: nothing serves in production.</source>
        <translation>Geen kampioen: niets is in productie.</translation>
    </message>
    <message>
        <source>Champion: v{version}</source>
        <translation>Kampioen: v{version}</translation>
    </message>
    <message>
        <source>Champion: v{version}, with {share} of the traffic</source>
        <translation>Kampioen: v{version}, met {share} van het verkeer</translation>
    </message>
    <message>
        <source>Being measured; the result comes when the service has scored both.</source>
        <translation>Wordt gemeten; de uitkomst komt als de service beide gescoord heeft.</translation>
    </message>
    <message>
        <source>v{challenger} is better than v{champion}: {name} decides.</source>
        <translation>v{challenger} is beter dan v{champion}: {name} beslist.</translation>
    </message>
    <message>
        <source>v{champion} stays better than v{challenger}: {name} decides.</source>
        <translation>v{champion} blijft beter dan v{challenger}: {name} beslist.</translation>
    </message>
    <message>
        <source>v{challenger} is better by {name}, but worse by {worse}: no winner.</source>
        <translation>v{challenger} is beter op {name}, maar slechter op {worse}: geen winnaar.</translation>
    </message>
    <message>
        <source>{name} does not tell v{champion} and v{challenger} apart on these records.</source>
        <translation>{name} toont op deze records geen verschil tussen v{champion} en v{challenger}.</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) of the challenger&apos;s hold-out</source>
        <translation>
            <numerusform>%n record van de testgegevens van de uitdager</numerusform>
            <numerusform>%n records van de testgegevens van de uitdager</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out, without label or score</source>
        <translation>
            <numerusform>%n weggelaten, zonder label of score</numerusform>
            <numerusform>%n weggelaten, zonder label of score</numerusform>
        </translation>
    </message>
    <message>
        <source>data {digest}</source>
        <translation>gegevens {digest}</translation>
    </message>
    <message>
        <source>settled by ≈ {count}</source>
        <translation>beslist bij ≈ {count}</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Vergrendeld</translation>
    </message>
    <message>
        <source>Password of your database login</source>
        <translation>Wachtwoord van uw databaselogin</translation>
    </message>
    <message>
        <source>Nothing was closed: your place and what you typed wait.</source>
        <translation>Er is niets gesloten: uw plek en wat u typte wachten.</translation>
    </message>
    <message>
        <source>Go on as {name}</source>
        <translation>Verder als {name}</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Ontgrendelen</translation>
    </message>
    <message>
        <source>Still locked</source>
        <translation>Nog vergrendeld</translation>
    </message>
    <message>
        <source>The server is asked.</source>
        <translation>De server wordt gevraagd.</translation>
    </message>
    <message>
        <source>This is not the password of your login.</source>
        <translation>Dit is niet het wachtwoord van uw login.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Aanmelden</translation>
    </message>
    <message>
        <source>Keep it in this computer&apos;s keyring</source>
        <translation>Bewaren in de sleutelbos van deze computer</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Niet aangemeld</translation>
    </message>
    <message>
        <source>Say your login first.</source>
        <translation>Noem eerst uw login.</translation>
    </message>
    <message>
        <source>{server} asks for a password.</source>
        <translation>{server} vraagt om een wachtwoord.</translation>
    </message>
    <message>
        <source>{server} asks for a password. The address does not ask it to prove who it is: type one only where you trust the network.</source>
        <translation>{server} vraagt om een wachtwoord. Het adres vraagt de server niet te bewijzen wie hij is: typ het alleen waar u het netwerk vertrouwt.</translation>
    </message>
    <message>
        <source>It stands nowhere else: not in the address, not in settings, not in the log.</source>
        <translation>Het staat nergens anders: niet in het adres, niet in de instellingen, niet in het logboek.</translation>
    </message>
    <message>
        <source>This computer has no keyring that keeps others out, so the password is asked for each time. It is kept nowhere.</source>
        <translation>Deze computer heeft geen sleutelbos die anderen buiten houdt, dus het wachtwoord wordt elke keer gevraagd. Het wordt nergens bewaard.</translation>
    </message>
    <message>
        <source>What was asked for before is still being read.</source>
        <translation>Wat eerder is gevraagd, wordt nog gelezen.</translation>
    </message>
    <message>
        <source>The database is offline; nothing can be stored until it is back.</source>
        <translation>De database is offline; er kan niets worden opgeslagen tot die terug is.</translation>
    </message>
    <message>
        <source>Nothing was stored. What you typed stays; repeat it when the database is back.</source>
        <translation>Er is niets opgeslagen. Wat u typte blijft staan; herhaal het als de database terug is.</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>Getoond</translation>
    </message>
    <message>
        <source>Look through the alerts</source>
        <translation>De signalen doornemen</translation>
    </message>
    <message>
        <source>See what is deployed</source>
        <translation>Zien wat is uitgerold</translation>
    </message>
    <message>
        <source>See how the runtimes are</source>
        <translation>Zien hoe het met de runtimes gaat</translation>
    </message>
    <message>
        <source>Look at tests and their limits</source>
        <translation>Tests en hun grenzen bekijken</translation>
    </message>
    <message>
        <source>Find what served on a day</source>
        <translation>Vinden wat op een dag in bedrijf was</translation>
    </message>
    <message>
        <source>Go through risks and findings</source>
        <translation>Risico’s en bevindingen doornemen</translation>
    </message>
    <message>
        <source>See what was decided</source>
        <translation>Bekijk wat er beslist is</translation>
    </message>
    <message>
        <source>Look at your models</source>
        <translation>Uw modellen bekijken</translation>
    </message>
    <message>
        <source>See where runs wait</source>
        <translation>Zien waar runs wachten</translation>
    </message>
    <message>
        <source>Read the life cycles</source>
        <translation>Bekijk de levenscycli</translation>
    </message>
    <message>
        <source>See which runtimes there are</source>
        <translation>Zien welke runtimes er zijn</translation>
    </message>
    <message>
        <source>See all models</source>
        <translation>Alle modellen zien</translation>
    </message>
    <message>
        <source>See what models are used for</source>
        <translation>Bekijk waarvoor modellen dienen</translation>
    </message>
    <message>
        <source>See how well models do</source>
        <translation>Bekijk hoe goed modellen het doen</translation>
    </message>
    <message>
        <source>People and their roles</source>
        <translation>Mensen en hun rollen</translation>
    </message>
    <message>
        <source>Settings and keys</source>
        <translation>Instellingen en sleutels</translation>
    </message>
    <message>
        <source>Begin here</source>
        <translation>Begin hier</translation>
    </message>
    <message>
        <source>Make a review room</source>
        <translation>Een inzagekamer maken</translation>
    </message>
    <message>
        <source>Room of</source>
        <translation>Kamer van</translation>
    </message>
    <message>
        <source>With the decisions on customers</source>
        <translation>Met de beslissingen over klanten</translation>
    </message>
    <message>
        <source>every version, or 3</source>
        <translation>elke versie, of 3</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Wachtzin</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Nog een keer</translation>
    </message>
    <message>
        <source>Of version</source>
        <translation>Van versie</translation>
    </message>
    <message>
        <source>Decided from</source>
        <translation>Beslist vanaf</translation>
    </message>
    <message>
        <source>It holds the lineage of the whole time, documents, signatures, the proof and the verifier. Left out are the models themselves, the data of customers, logins, and how machines are reached.</source>
        <translation>Erin zitten de herkomst over de hele tijd, documenten, handtekeningen, het bewijs en de controleur. Niet erin zitten de modellen zelf, de gegevens van klanten, logins, en hoe machines te bereiken zijn.</translation>
    </message>
    <message>
        <source>Nobody can open the room without the passphrase, you neither. Give it to the auditor by another way than the file.</source>
        <translation>Niemand kan de kamer openen zonder de wachtzin, ook u niet. Geef die langs een andere weg aan de auditor dan het bestand.</translation>
    </message>
    <message>
        <source>A passphrase has at least {count} characters.</source>
        <translation>Een wachtzin heeft minstens {count} tekens.</translation>
    </message>
    <message>
        <source>The two passphrases are different.</source>
        <translation>De twee wachtzinnen zijn verschillend.</translation>
    </message>
    <message>
        <source>The end of a period lies after its beginning.</source>
        <translation>Een periode eindigt na haar begin.</translation>
    </message>
    <message>
        <source>“{text}” is no number of a version.</source>
        <translation>“{text}” is geen versienummer.</translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s) on customers</source>
        <translation>
            <numerusform>%n beslissing over klanten</numerusform>
            <numerusform>%n beslissingen over klanten</numerusform>
        </translation>
    </message>
    <message>
        <source>Where the review room goes</source>
        <translation>Waar de inzagekamer komt</translation>
    </message>
    <message>
        <source>Review rooms (*.mwroom)</source>
        <translation>Inzagekamers (*.mwroom)</translation>
    </message>
    <message>
        <source>Sign: review room</source>
        <translation>Ondertekenen: inzagekamer</translation>
    </message>
    <message>
        <source>Decisions on customers</source>
        <translation>Beslissingen over klanten</translation>
    </message>
    <message>
        <source>The trail keeps who made the room, with the digest of the file.</source>
        <translation>Het spoor bewaart wie de kamer maakte, met de digest van het bestand.</translation>
    </message>
    <message>
        <source>The review room is made</source>
        <translation>De inzagekamer is gemaakt</translation>
    </message>
    <message>
        <source>Modelward opens it on any computer, without a workspace: File &gt; Open a review room. Without Modelward it can&apos;t be unlocked; for that, export a proof.</source>
        <translation>Modelward opent haar op elke computer, zonder werkruimte: Bestand &gt; Een inzagekamer openen. Zonder Modelward gaat zij niet van slot; exporteer daarvoor een bewijs.</translation>
    </message>
    <message>
        <source>Open a review room</source>
        <translation>Een inzagekamer openen</translation>
    </message>
    <message>
        <source>It is checked whole before anything of it is shown. While it is open, its parts lie unlocked in a folder that only you can read; they are removed when you close it.</source>
        <translation>Zij wordt helemaal gecontroleerd voordat er iets van te zien is. Zolang zij open is, liggen haar delen zonder slot in een map die alleen u kunt lezen; bij het sluiten worden ze verwijderd.</translation>
    </message>
    <message>
        <source>It is being opened and checked.</source>
        <translation>Zij wordt geopend en gecontroleerd.</translation>
    </message>
    <message>
        <source>Enter the passphrase.</source>
        <translation>Vul de wachtzin in.</translation>
    </message>
    <message>
        <source>A review room holds the lineage only; this stands in the workspace.</source>
        <translation>Een inzagekamer bevat alleen de herkomst; dit staat in de werkruimte.</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versies</translation>
    </message>
    <message>
        <source>As</source>
        <translation>Als</translation>
    </message>
    <message>
        <source>Said</source>
        <translation>Zei</translation>
    </message>
    <message>
        <source>Parts of the review room</source>
        <translation>Delen van de inzagekamer</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Bewijs</translation>
    </message>
    <message>
        <source>Review room: {of}</source>
        <translation>Inzagekamer: {of}</translation>
    </message>
    <message>
        <source>It holds {model}, of {workspace}, as sealed until {until}. Made by {person} on {at}. Nothing can be changed here.</source>
        <translation>Zij bevat {model}, van {workspace}, zoals verzegeld tot {until}. Gemaakt door {person} op {at}. Hier kan niets worden gewijzigd.</translation>
    </message>
    <message>
        <source>every model</source>
        <translation>elk model</translation>
    </message>
    <message>
        <source>It is of a demonstration: people and models are made up.</source>
        <translation>Zij is van een demonstratie: mensen en modellen zijn verzonnen.</translation>
    </message>
    <message>
        <source>This is a review room</source>
        <translation>Dit is een inzagekamer</translation>
    </message>
    <message>
        <source>Documents of the review room</source>
        <translation>Documenten van de inzagekamer</translation>
    </message>
    <message>
        <source>None was kept with the models.</source>
        <translation>Er zijn er geen bij de modellen bewaard.</translation>
    </message>
    <message>
        <source>No signatures</source>
        <translation>Geen handtekeningen</translation>
    </message>
    <message>
        <source>Nobody signed anything that this room is of.</source>
        <translation>Niemand heeft iets ondertekend waar deze kamer over gaat.</translation>
    </message>
    <message>
        <source>the sealing key of the log</source>
        <translation>de zegelsleutel van het log</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>Gecontroleerd</translation>
    </message>
    <message>
        <source>Events, their words and decisions are what the trail sealed; the rest is as its maker signed it.</source>
        <translation>Gebeurtenissen, hun woorden en beslissingen zijn wat het spoor verzegelde; de rest is zoals de maker het ondertekende.</translation>
    </message>
    <message>
        <source>{count}, of {size} of the log</source>
        <translation>{count}, van de {size} van het log</translation>
    </message>
    <message>
        <source>Signatures of people</source>
        <translation>Handtekeningen van mensen</translation>
    </message>
    <message>
        <source>{count}, all hold</source>
        <translation>{count}, alle kloppen</translation>
    </message>
    <message>
        <source>Without a signature</source>
        <translation>Zonder handtekening</translation>
    </message>
    <message>
        <source>Not told here</source>
        <translation>Hier niet te zeggen</translation>
    </message>
    <message>
        <source>Signed elsewhere</source>
        <translation>Elders ondertekend</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>Ondertekend door</translation>
    </message>
    <message>
        <source>With the key</source>
        <translation>Met de sleutel</translation>
    </message>
    <message>
        <source>Revoked keys</source>
        <translation>Ingetrokken sleutels</translation>
    </message>
    <message>
        <source>none of those that signed here</source>
        <translation>geen van die waarmee hier is getekend</translation>
    </message>
    <message>
        <source>Sealed until</source>
        <translation>Verzegeld tot</translation>
    </message>
    <message>
        <source>Sealing keys</source>
        <translation>Zegelsleutels</translation>
    </message>
    <message>
        <source>Log, keys and root are as good as where you have them from: ask for them by another way than this file, and compare. The file proof.zip in the room is checked without Modelward, too.</source>
        <translation>Log, sleutels en wortel zijn zo goed als waar u ze vandaan hebt: vraag ze langs een andere weg dan dit bestand, en vergelijk. Het bestand proof.zip in de kamer is ook zonder Modelward te controleren.</translation>
    </message>
    <message>
        <source>none in this room</source>
        <translation>geen in deze kamer</translation>
    </message>
    <message>
        <source>{count}, from {start} to {until}, each led to the event of its import</source>
        <translation>{count}, van {start} tot {until}, elk herleid tot de gebeurtenis van de import</translation>
    </message>
    <message>
        <source>The key {kid} was revoked at position {position} of the log: what it signed before counts.</source>
        <translation>De sleutel {kid} is ingetrokken op plaats {position} van het logboek: wat er eerder mee is getekend, telt.</translation>
    </message>
    <message>
        <source>The key {kid} was revoked at position {position} of the log, on {at}: what it signed before counts.</source>
        <translation>De sleutel {kid} is ingetrokken op plaats {position} van het logboek, op {at}: wat er eerder mee is getekend, telt.</translation>
    </message>
    <message numerus="yes">
        <source>%n confirmation(s) of keys and roles carry no signature, as is allowed until their administrators have a key.</source>
        <translation>
            <numerusform>%n bevestiging van een sleutel of rol draagt geen handtekening, zoals mag zolang de beheerder geen sleutel heeft.</numerusform>
            <numerusform>%n bevestigingen van sleutels en rollen dragen geen handtekening, zoals mag zolang hun beheerders geen sleutel hebben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The signature of %n wish(es) does not hold, so the service refused it, and did nothing on it.</source>
        <translation>
            <numerusform>De handtekening van %n aanvraag klopt niet: de service heeft die geweigerd en er niets op gedaan.</numerusform>
            <numerusform>De handtekeningen van %n aanvragen kloppen niet: de service heeft ze geweigerd en er niets op gedaan.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The signature of %n wish(es) does not hold, and a version was taken out of its place later. Only a proof of everything tells whether that was done on it.</source>
        <translation>
            <numerusform>De handtekening van %n aanvraag klopt niet, en een versie ging later van haar plaats. Alleen een bewijs van alles zegt of dat op die aanvraag is gedaan.</numerusform>
            <numerusform>De handtekeningen van %n aanvragen kloppen niet, en een versie ging later van haar plaats. Alleen een bewijs van alles zegt of dat op die aanvragen is gedaan.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What people signed for %n act(s) of the service is not here: it is about other models too, or lies outside what was asked for. A proof of everything holds it.</source>
        <translation>
            <numerusform>Wat mensen voor %n handeling van de service hebben ondertekend, staat hier niet: het gaat ook over andere modellen, of valt buiten wat is gevraagd. Een bewijs van alles bevat het.</numerusform>
            <numerusform>Wat mensen voor %n handelingen van de service hebben ondertekend, staat hier niet: het gaat ook over andere modellen, of valt buiten wat is gevraagd. Een bewijs van alles bevat het.</numerusform>
        </translation>
    </message>
    <message>
        <source>{person}, {when}, for {stage}: “{reason}”</source>
        <translation>{person}, {when}, voor {stage}: “{reason}”</translation>
    </message>
    <message>
        <source>This version was rejected before</source>
        <translation>Deze versie is eerder afgewezen</translation>
    </message>
    <message>
        <source>{title} by {person}</source>
        <translation>{title} door {person}</translation>
    </message>
    <message>
        <source>its content, s{before} to s{after}</source>
        <translation>de inhoud, van s{before} naar s{after}</translation>
    </message>
    <message>
        <source>Nothing was added since.</source>
        <translation>Sindsdien is er niets toegevoegd.</translation>
    </message>
    <message>
        <source>New since: {what}.</source>
        <translation>Nieuw sindsdien: {what}.</translation>
    </message>
    <message>
        <source>Decided on this version before</source>
        <translation>Eerder besloten over deze versie</translation>
    </message>
    <message>
        <source>{person}: “{reason}”</source>
        <translation>{person}: “{reason}”</translation>
    </message>
    <message>
        <source>approved for {stage}</source>
        <translation>goedgekeurd voor {stage}</translation>
    </message>
    <message>
        <source>rejected for {stage}</source>
        <translation>afgewezen voor {stage}</translation>
    </message>
    <message>
        <source>tested in {stage}: passed</source>
        <translation>getest in {stage}: geslaagd</translation>
    </message>
    <message>
        <source>tested in {stage}: rejected</source>
        <translation>getest in {stage}: afgewezen</translation>
    </message>
    <message>
        <source>tested in {stage}: failed</source>
        <translation>getest in {stage}: mislukt</translation>
    </message>
    <message>
        <source>tested in {stage}: {outcome}</source>
        <translation>getest in {stage}: {outcome}</translation>
    </message>
    <message>
        <source>Search all words</source>
        <translation>Alle woorden doorzoeken</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>Woord</translation>
    </message>
    <message>
        <source>Meaning here</source>
        <translation>Betekenis hier</translation>
    </message>
    <message>
        <source>No word is called or explained so</source>
        <translation>Geen woord heet zo of wordt zo uitgelegd</translation>
    </message>
    <message>
        <source>Go to {screen}</source>
        <translation>Naar {screen}</translation>
    </message>
    <message>
        <source>Read in the guide</source>
        <translation>In de gids lezen</translation>
    </message>
    <message>
        <source>Show me</source>
        <translation>Toon mij</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Overslaan</translation>
    </message>
    <message>
        <source>Put the hints away</source>
        <translation>Tips wegleggen</translation>
    </message>
    <message>
        <source>Show me: {title}</source>
        <translation>Toon mij: {title}</translation>
    </message>
    <message>
        <source>Skip: {title}</source>
        <translation>Overslaan: {title}</translation>
    </message>
    <message>
        <source>Show me as {name}</source>
        <translation>Toon mij als {name}</translation>
    </message>
    <message>
        <source>{title}: “{text}”</source>
        <translation>{title}: “{text}”</translation>
    </message>
    <message>
        <source>Throw these drafts away</source>
        <translation>Deze concepten weggooien</translation>
    </message>
    <message>
        <source>Add a file to {version}</source>
        <translation>Een bestand toevoegen aan {version}</translation>
    </message>
    <message>
        <source>Add and snapshot</source>
        <translation>Toevoegen en snapshot maken</translation>
    </message>
    <message>
        <source>A path, or drop a file here</source>
        <translation>Een pad, of sleep hier een bestand heen</translation>
    </message>
    <message>
        <source>Kept as</source>
        <translation>Bewaard als</translation>
    </message>
    <message>
        <source>what its name says</source>
        <translation>wat de naam zegt</translation>
    </message>
    <message>
        <source>A file of the same name is replaced, a schema takes the place of the one before, and the earlier snapshots keep theirs. What is asked for this version gets new evidence. Nothing is executed.</source>
        <translation>Een bestand met dezelfde naam wordt vervangen, een schema komt in de plaats van het vorige, en de eerdere snapshots houden het hunne. Wat voor deze versie gevraagd is, krijgt nieuw bewijs. Er wordt niets uitgevoerd.</translation>
    </message>
    <message>
        <source>Choose a file first.</source>
        <translation>Kies eerst een bestand.</translation>
    </message>
    <message>
        <source>File to add</source>
        <translation>Toe te voegen bestand</translation>
    </message>
    <message>
        <source>The monitor {name} is made</source>
        <translation>De monitor {name} is gemaakt</translation>
    </message>
    <message>
        <source>stricter</source>
        <translation>strenger</translation>
    </message>
    <message>
        <source>Propose another limit for {test}</source>
        <translation>Andere grens voor {test} voorstellen</translation>
    </message>
    <message>
        <source>Propose it</source>
        <translation>Voorstellen</translation>
    </message>
    <message>
        <source>It fails at</source>
        <translation>Faalt bij</translation>
    </message>
    <message>
        <source>Tried on it</source>
        <translation>Erop geprobeerd</translation>
    </message>
    <message>
        <source>Nothing changes until a second person puts it in force, in Governance.</source>
        <translation>Er verandert niets totdat een tweede persoon het in Governance van kracht maakt.</translation>
    </message>
    <message numerus="yes">
        <source>It is a limit of the policy: it counts for %n monitor(s) that it judges, each from when somebody lets it be judged by the new version.</source>
        <translation>
            <numerusform>Het is een grens van het beleid: hij geldt voor %n monitor die ermee wordt beoordeeld, zodra iemand die met de nieuwe versie laat beoordelen.</numerusform>
            <numerusform>Het is een grens van het beleid: hij geldt voor %n monitoren die ermee worden beoordeeld, elk zodra iemand die met de nieuwe versie laat beoordelen.</numerusform>
        </translation>
    </message>
    <message>
        <source>{policy} v{version} is proposed; a second person puts it in force</source>
        <translation>{policy} v{version} is voorgesteld; een tweede persoon maakt het van kracht</translation>
    </message>
    <message>
        <source>Let {name} go on?</source>
        <translation>{name} laten doorgaan?</translation>
    </message>
    <message>
        <source>Let it go on</source>
        <translation>Laat doorgaan</translation>
    </message>
    <message>
        <source>{name} goes on</source>
        <translation>{name} gaat door</translation>
    </message>
    <message>
        <source>It runs again at its times.</source>
        <translation>De monitor loopt weer op de vaste tijden.</translation>
    </message>
    <message>
        <source>Pause {name}?</source>
        <translation>{name} pauzeren?</translation>
    </message>
    <message>
        <source>Pause it</source>
        <translation>Pauzeer</translation>
    </message>
    <message>
        <source>{name} is paused: state:paused lists it</source>
        <translation>{name} is gepauzeerd: state:paused toont de monitor</translation>
    </message>
    <message>
        <source>It runs no more at its times, and raises no alert, until it goes on.</source>
        <translation>De monitor loopt niet meer op de vaste tijden en geeft geen signaal, tot hij doorgaat.</translation>
    </message>
    <message>
        <source>looser</source>
        <translation>losser</translation>
    </message>
    <message>
        <source>A model that nothing else watches is told to have no monitor.</source>
        <translation>Van een model waar niets anders op let wordt gezegd dat het geen monitor heeft.</translation>
    </message>
    <message>
        <source>Who paused it, and when, stands in the trail.</source>
        <translation>Wie pauzeerde, en wanneer, staat in het spoor.</translation>
    </message>
    <message>
        <source>Judge {name} by v{version}</source>
        <translation>{name} beoordelen met v{version}</translation>
    </message>
    <message>
        <source>Judge by v{version}</source>
        <translation>Beoordelen met v{version}</translation>
    </message>
    <message>
        <source>Until now</source>
        <translation>Tot nu toe</translation>
    </message>
    <message>
        <source>From its next run on that version decides; what it said before stays.</source>
        <translation>Vanaf de volgende run beslist die versie; wat eerder is gezegd blijft.</translation>
    </message>
    <message>
        <source>It is judged by the version in force from its next run on</source>
        <translation>Vanaf de volgende run wordt hij beoordeeld met de versie die van kracht is</translation>
    </message>
    <message>
        <source>The runbook is kept: it stands beside every alert of this monitor</source>
        <translation>Het draaiboek is bewaard: het staat naast elk signaal van deze monitor</translation>
    </message>
    <message>
        <source>It is done.</source>
        <translation>Het is gedaan.</translation>
    </message>
    <message>
        <source>Say what is to change.</source>
        <translation>Zeg wat er moet veranderen.</translation>
    </message>
    <message>
        <source>Looking at each of them…</source>
        <translation>Elk ervan wordt bekeken…</translation>
    </message>
    <message>
        <source>There is none with which it can be done.</source>
        <translation>Het kan met geen ervan.</translation>
    </message>
    <message>
        <source>{done} of {total} are through.</source>
        <translation>{done} van {total} zijn klaar.</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) changed.</source>
        <translation>
            <numerusform>%n model gewijzigd.</numerusform>
            <numerusform>%n modellen gewijzigd.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) not tried: it was stopped.</source>
        <translation>
            <numerusform>%n model niet geprobeerd: het is gestopt.</numerusform>
            <numerusform>%n modellen niet geprobeerd: het is gestopt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Go on with %n model(s)</source>
        <translation>
            <numerusform>Ga door met %n model</numerusform>
            <numerusform>Ga door met %n modellen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) is (are) so already.</source>
        <translation>
            <numerusform>%n model is al zo.</numerusform>
            <numerusform>%n modellen zijn al zo.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) will change: {models}.</source>
        <translation>
            <numerusform>%n model verandert: {models}.</numerusform>
            <numerusform>%n modellen veranderen: {models}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) left out:</source>
        <translation>
            <numerusform>%n model valt erbuiten:</numerusform>
            <numerusform>%n modellen vallen erbuiten:</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopping; what is done stays done.</source>
        <translation>Het stopt; wat gedaan is blijft gedaan.</translation>
    </message>
    <message>
        <source>The newest version of each starts its life cycle, and asks for the approvals that its policy wants. Older versions that are on their way end as superseded.</source>
        <translation>De nieuwste versie van elk begint haar levenscyclus en vraagt om de goedkeuringen die haar beleid wil. Oudere versies die onderweg zijn, eindigen als vervangen.</translation>
    </message>
    <message numerus="yes">
        <source>%n life cycle(s) will start: {models}.</source>
        <translation>
            <numerusform>%n levenscyclus zal beginnen: {models}.</numerusform>
            <numerusform>%n levenscycli zullen beginnen: {models}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n life cycle(s) started.</source>
        <translation>
            <numerusform>%n levenscyclus is begonnen.</numerusform>
            <numerusform>%n levenscycli zijn begonnen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) start(s) nothing: under way, or decided on already.</source>
        <translation>
            <numerusform>%n model start niets: het is onderweg, of er is al over beslist.</numerusform>
            <numerusform>%n modellen starten niets: ze zijn onderweg, of er is al over beslist.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>for example cards, cards-eu</source>
        <translation>bijvoorbeeld cards, cards-eu</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>Weghalen</translation>
    </message>
    <message>
        <source>Releases are for the first tag of a model: what is added comes after the others, and a tag under which a version serves stays. Snapshots keep the tags they were taken with; a new one has the new tags.</source>
        <translation>Vrijgaven zijn voor de eerste tag van een model: wat erbij komt, komt achteraan, en een tag die een versie bedient blijft. Snapshots houden de tags waarmee ze gemaakt zijn; een nieuwe heeft de nieuwe tags.</translation>
    </message>
    <message>
        <source>Retire…</source>
        <translation>Buiten gebruik stellen…</translation>
    </message>
    <message>
        <source>Retire {name}?</source>
        <translation>{name} buiten gebruik stellen?</translation>
    </message>
    <message>
        <source>It leaves</source>
        <translation>Verlaat</translation>
    </message>
    <message>
        <source>Stops serving</source>
        <translation>Niet meer in bedrijf</translation>
    </message>
    <message>
        <source>nothing serves by it</source>
        <translation>er is niets van in bedrijf</translation>
    </message>
    <message>
        <source>Retire {name}</source>
        <translation>{name} buiten gebruik stellen</translation>
    </message>
    <message>
        <source>{name} is retired</source>
        <translation>{name} is buiten gebruik gesteld</translation>
    </message>
    <message>
        <source>{name} is not retired</source>
        <translation>{name} is niet buiten gebruik gesteld</translation>
    </message>
    <message>
        <source>Retiring {name}; the service takes it off</source>
        <translation>{name} gaat buiten gebruik; de service haalt het weg</translation>
    </message>
    <message>
        <source>Who calls it there gets no answer any more; nothing takes its place.</source>
        <translation>Wie haar daar aanroept krijgt geen antwoord meer; niets komt ervoor in de plaats.</translation>
    </message>
    <message>
        <source>Nothing in production serves any more: {uses}.</source>
        <translation>Niets in productie bedient nog: {uses}.</translation>
    </message>
    <message numerus="yes">
        <source>%n monitor(s) go(es) on where it was; pause what is over.</source>
        <translation>
            <numerusform>%n monitor gaat door waar zij was; pauzeer wat voorbij is.</numerusform>
            <numerusform>%n monitors gaan door waar zij was; pauzeer wat voorbij is.</numerusform>
        </translation>
    </message>
    <message>
        <source>Its files, snapshots and history stay; a new approval may bring it back.</source>
        <translation>Haar bestanden, snapshots en geschiedenis blijven; een nieuwe goedkeuring kan haar terugbrengen.</translation>
    </message>
    <message>
        <source>Take the folder as one model</source>
        <translation>De map als één model nemen</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) found. What is ticked is registered.</source>
        <translation>
            <numerusform>%n model gevonden. Wat aangevinkt is, wordt geregistreerd.</numerusform>
            <numerusform>%n modellen gevonden. Wat aangevinkt is, wordt geregistreerd.</numerusform>
        </translation>
    </message>
    <message>
        <source>No models, and left out: {names}.</source>
        <translation>Geen modellen, en weggelaten: {names}.</translation>
    </message>
    <message>
        <source>Wait until all of them are listed.</source>
        <translation>Wacht tot ze allemaal op de lijst staan.</translation>
    </message>
    <message>
        <source>Tick at least one model.</source>
        <translation>Vink ten minste één model aan.</translation>
    </message>
    <message>
        <source>Give each model a name.</source>
        <translation>Geef elk model een naam.</translation>
    </message>
    <message>
        <source>Two would be {name}: untick one, or give it another name.</source>
        <translation>Twee zouden {name} zijn: vink er een uit, of geef het een andere naam.</translation>
    </message>
    <message>
        <source>Register {name}</source>
        <translation>{name} registreren</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Dagen</translation>
    </message>
    <message>
        <source>Choose a day and a time</source>
        <translation>Een dag en een tijd kiezen</translation>
    </message>
    <message>
        <source>The month before</source>
        <translation>De maand ervoor</translation>
    </message>
    <message>
        <source>The month after</source>
        <translation>De maand erna</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Nu</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Kiezen</translation>
    </message>
    <message>
        <source>Only what has been can be shown.</source>
        <translation>Alleen wat geweest is, kan worden getoond.</translation>
    </message>
    <message numerus="yes">
        <source>At most %n day(s) ahead.</source>
        <translation>
            <numerusform>Hoogstens %n dag vooruit.</numerusform>
            <numerusform>Hoogstens %n dagen vooruit.</numerusform>
        </translation>
    </message>
    <message>
        <source>That time is past.</source>
        <translation>Dat tijdstip is voorbij.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Kiezen…</translation>
    </message>
    <message>
        <source>Say where the file goes.</source>
        <translation>Zeg waar het bestand komt.</translation>
    </message>
    <message>
        <source>Say the whole way to the file.</source>
        <translation>Zeg de hele weg naar het bestand.</translation>
    </message>
    <message numerus="yes">
        <source>All %n change(s) are listed.</source>
        <translation>
            <numerusform>De %n wijziging staat hier.</numerusform>
            <numerusform>Alle %n wijzigingen staan hier.</numerusform>
        </translation>
    </message>
    <message>
        <source>{shown} of {count} changes are listed: the others were not shown.</source>
        <translation>{shown} van {count} wijzigingen staan hier: de andere werden niet getoond.</translation>
    </message>
    <message>
        <source>{model}: {before} beside {after}</source>
        <translation>{model}: {before} naast {after}</translation>
    </message>
    <message>
        <source>Document (*.pdf)</source>
        <translation>Pdf-document (*.pdf)</translation>
    </message>
    <message>
        <source>Export the difference</source>
        <translation>Exporteer het verschil</translation>
    </message>
    <message>
        <source>The difference is exported</source>
        <translation>Het verschil is geëxporteerd</translation>
    </message>
    <message>
        <source>Remove the demo?</source>
        <translation>De demo verwijderen?</translation>
    </message>
    <message>
        <source>Remove the demo</source>
        <translation>Verwijder de demo</translation>
    </message>
    <message>
        <source>Its workspace, its runtimes and what you did there are deleted from here.</source>
        <translation>De werkruimte, de runtimes en wat u er deed worden hier gewist.</translation>
    </message>
    <message>
        <source>Windows and terminals that use it lose it. Your own workspaces stay as they are.</source>
        <translation>Vensters en terminals die haar gebruiken raken haar kwijt. Uw eigen werkruimtes blijven zoals ze zijn.</translation>
    </message>
    <message>
        <source>It can be made anew at any time, as it was at first.</source>
        <translation>Ze kan altijd opnieuw gemaakt worden, zoals ze in het begin was.</translation>
    </message>
    <message>
        <source>Endpoint of {name}</source>
        <translation>Eindpunt van {name}</translation>
    </message>
    <message>
        <source>The test asks from this computer, with this computer&apos;s secret.</source>
        <translation>De test vraagt vanaf deze computer, met het geheim van deze computer.</translation>
    </message>
    <message>
        <source>Goes in</source>
        <translation>Gaat erin</translation>
    </message>
    <message>
        <source>Comes out</source>
        <translation>Komt eruit</translation>
    </message>
    <message>
        <source>It is retired.</source>
        <translation>De runtime is uit dienst.</translation>
    </message>
    <message>
        <source>Tried just now</source>
        <translation>Zojuist geprobeerd</translation>
    </message>
    <message>
        <source>Test again</source>
        <translation>Test opnieuw</translation>
    </message>
    <message>
        <source>It answers.</source>
        <translation>De runtime antwoordt.</translation>
    </message>
    <message>
        <source>It does not answer as it should.</source>
        <translation>De runtime antwoordt niet zoals het hoort.</translation>
    </message>
    <message numerus="yes">
        <source>%n more, in the Inventory</source>
        <translation>
            <numerusform>nog %n, in de Inventaris</numerusform>
            <numerusform>nog %n, in de Inventaris</numerusform>
        </translation>
    </message>
    <message>
        <source>not told by its schema</source>
        <translation>staat niet in het schema</translation>
    </message>
    <message>
        <source>{column} (required)</source>
        <translation>{column} (verplicht)</translation>
    </message>
    <message>
        <source>known to its machine</source>
        <translation>bekend bij haar machine</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adres</translation>
    </message>
    <message>
        <source>none is named</source>
        <translation>geen genoemd</translation>
    </message>
    <message>
        <source>Changing several models</source>
        <translation>Verscheidene modellen wijzigen</translation>
    </message>
    <message>
        <source>Adding a file</source>
        <translation>Een bestand toevoegen</translation>
    </message>
    <message>
        <source>Verifying the trail</source>
        <translation>Het spoor controleren</translation>
    </message>
    <message>
        <source>Exporting a list</source>
        <translation>Een lijst exporteren</translation>
    </message>
    <message>
        <source>Making a review room</source>
        <translation>Een inzagekamer maken</translation>
    </message>
    <message>
        <source>Exporting a proof</source>
        <translation>Een bewijs exporteren</translation>
    </message>
    <message>
        <source>Registering a model</source>
        <translation>Een model registreren</translation>
    </message>
    <message>
        <source>Registering several models</source>
        <translation>Verscheidene modellen registreren</translation>
    </message>
    <message>
        <source>It stops. What it has stored stays stored.</source>
        <translation>Het stopt. Wat het heeft opgeslagen, blijft opgeslagen.</translation>
    </message>
    <message>
        <source>For {duration} so far. This step ends first, and the window waits for it; what follows goes on when Modelward is opened again, or a service runs.</source>
        <translation>Tot nu toe {duration}. Deze stap eindigt eerst, en het venster wacht daarop; wat volgt gaat verder als Modelward weer wordt geopend, of een service draait.</translation>
    </message>
    <message>
        <source>Work is under way</source>
        <translation>Er is werk bezig</translation>
    </message>
    <message>
        <source>Close all the same</source>
        <translation>Toch sluiten</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Blijven</translation>
    </message>
    <message>
        <source>If you close Modelward now:</source>
        <translation>Als u Modelward nu sluit:</translation>
    </message>
    <message>
        <source>Asked for {name} to be registered</source>
        <translation>Gevraagd om {name} te registreren</translation>
    </message>
    <message>
        <source>{stuck} of {chosen} chosen runs have an incident; left out: {left}.</source>
        <translation>{stuck} van de {chosen} gekozen runs hebben een incident; buiten beschouwing: {left}.</translation>
    </message>
    <message>
        <source>Each counts only when the step&apos;s own check passes; the list tells which did.</source>
        <translation>Elke telt pas als de eigen controle van de stap slaagt; de lijst zegt welke dat deden.</translation>
    </message>
    <message numerus="yes">
        <source>Retry the steps of %n run(s)?</source>
        <translation>
            <numerusform>De stappen van %n run opnieuw proberen?</numerusform>
            <numerusform>De stappen van %n runs opnieuw proberen?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n run(s)</source>
        <translation>
            <numerusform>%n run opnieuw proberen</numerusform>
            <numerusform>%n runs opnieuw proberen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n retry/retries asked for; the service does them</source>
        <translation>
            <numerusform>%n nieuwe poging gevraagd; de service doet ze</numerusform>
            <numerusform>%n nieuwe pogingen gevraagd; de service doet ze</numerusform>
        </translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Omhoog</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Omlaag</translation>
    </message>
    <message>
        <source>Move up: {part}</source>
        <translation>Omhoog: {part}</translation>
    </message>
    <message>
        <source>Move down: {part}</source>
        <translation>Omlaag: {part}</translation>
    </message>
    <message>
        <source>Arrange</source>
        <translation>Schikken</translation>
    </message>
    <message>
        <source>Space shows or hides; Alt+↑ and Alt+↓ move the chosen one.</source>
        <translation>Spatie toont of verbergt; Alt+↑ en Alt+↓ verplaatsen het gekozene.</translation>
    </message>
    <message>
        <source>As at first</source>
        <translation>Zoals in het begin</translation>
    </message>
    <message>
        <source>It always stands here: {part}.</source>
        <translation>Dit staat er altijd: {part}.</translation>
    </message>
    <message>
        <source>At least one of them has to be shown.</source>
        <translation>Minstens één ervan moet te zien zijn.</translation>
    </message>
    <message>
        <source>Arrange the blocks…</source>
        <translation>De blokken schikken…</translation>
    </message>
    <message>
        <source>hide, order, tiles</source>
        <translation>verbergen, volgorde, tegels</translation>
    </message>
    <message>
        <source>Arrange…</source>
        <translation>Schikken…</translation>
    </message>
    <message>
        <source>What stands on Home</source>
        <translation>Wat er op Start staat</translation>
    </message>
    <message>
        <source>Arrange columns…</source>
        <translation>Kolommen schikken…</translation>
    </message>
    <message>
        <source>Columns of {list}</source>
        <translation>Kolommen van {list}</translation>
    </message>
    <message>
        <source>It is not shown here; look whether the filter hides it.</source>
        <translation>Het staat hier niet; kijk of het filter het verbergt.</translation>
    </message>
    <message>
        <source>Before, as it was frozen</source>
        <translation>Voor, zoals het is vastgelegd</translation>
    </message>
    <message>
        <source>After, as it was frozen</source>
        <translation>Na, zoals het is vastgelegd</translation>
    </message>
    <message>
        <source>Back to the changes</source>
        <translation>Terug naar de wijzigingen</translation>
    </message>
    <message>
        <source>Lines with − or + are on one side only.</source>
        <translation>Regels met − of + staan maar aan één kant.</translation>
    </message>
    <message>
        <source>Runbook of {name}</source>
        <translation>Draaiboek van {name}</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Bewaar het</translation>
    </message>
    <message>
        <source>What to do about its alerts</source>
        <translation>Wat te doen met de signalen ervan</translation>
    </message>
    <message>
        <source>Steps, or the address of the page where they stand</source>
        <translation>Stappen, of het adres van de pagina waar ze staan</translation>
    </message>
    <message>
        <source>Open this address</source>
        <translation>Open dit adres</translation>
    </message>
    <message>
        <source>It stands beside every alert of this monitor, and goes on with its versions.</source>
        <translation>Het staat naast elk signaal van deze monitor, en gaat met zijn versies mee.</translation>
    </message>
    <message>
        <source>Nothing is changed yet.</source>
        <translation>Er is nog niets gewijzigd.</translation>
    </message>
    <message>
        <source>Nothing would change here.</source>
        <translation>Hier zou niets veranderen.</translation>
    </message>
    <message>
        <source>{name}: add {adds}, take off {takes}</source>
        <translation>{name}: voeg {adds} toe, haal {takes} weg</translation>
    </message>
    <message>
        <source>{name}: take off {takes}</source>
        <translation>{name}: haal {takes} weg</translation>
    </message>
    <message>
        <source>{name}: add {adds} (Shift moves it)</source>
        <translation>{name}: voeg {adds} toe (Shift verplaatst)</translation>
    </message>
    <message>
        <source>Printed {when}</source>
        <translation>Afgedrukt {when}</translation>
    </message>
    <message>
        <source>As of {when}</source>
        <translation>Per {when}</translation>
    </message>
    <message>
        <source>Filter: {filter}</source>
        <translation>Gefilterd op: {filter}</translation>
    </message>
    <message>
        <source>The first {shown} of {total} rows.</source>
        <translation>De eerste {shown} van {total} rijen.</translation>
    </message>
    <message>
        <source>Print as PDF</source>
        <translation>Druk af als pdf</translation>
    </message>
    <message>
        <source>The view is printed</source>
        <translation>De weergave is afgedrukt</translation>
    </message>
    <message numerus="yes">
        <source>%n tag(s)</source>
        <translation>
            <numerusform>%n tag</numerusform>
            <numerusform>%n tags</numerusform>
        </translation>
    </message>
    <message>
        <source>An age: &lt;30d, &gt;4h, or 7d..30d. Writes {key}… into the filter.</source>
        <translation>Een ouderdom: &lt;30d, &gt;4h of 7d..30d. Schrijft {key}… in het filter.</translation>
    </message>
    <message>
        <source>Writes {key}: into the filter.</source>
        <translation>Schrijft {key}: in het filter.</translation>
    </message>
    <message>
        <source>Filter row of {list}</source>
        <translation>Filterrij van {list}</translation>
    </message>
    <message>
        <source>Filter by {column}</source>
        <translation>Filteren op {column}</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Altijd</translation>
    </message>
    <message>
        <source>otherwise</source>
        <translation>anders</translation>
    </message>
    <message>
        <source>not {what}</source>
        <translation>niet {what}</translation>
    </message>
    <message>
        <source>{name} is paused by {person} since {when}: {reason}</source>
        <translation>{name} is gepauzeerd door {person} sinds {when}: {reason}</translation>
    </message>
    <message>
        <source>Deployment {number} is rolled back; {serving} serves again</source>
        <translation>Uitrol {number} is teruggedraaid; {serving} is weer in bedrijf</translation>
    </message>
    <message>
        <source>Deployment {number} is not rolled back</source>
        <translation>Uitrol {number} is niet teruggedraaid</translation>
    </message>
    <message>
        <source>Zoom in with + to see each.</source>
        <translation>Zoom in met + om elk te zien.</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation>Zoeken…</translation>
    </message>
    <message>
        <source>Open {screen}: {count} ({keys})</source>
        <translation>Open {screen}: {count} ({keys})</translation>
    </message>
    <message>
        <source>rolled back in part</source>
        <translation>deels teruggedraaid</translation>
    </message>
    <message>
        <source>replaced in part</source>
        <translation>deels vervangen</translation>
    </message>
    <message>
        <source>Only now: {text}</source>
        <translation>Alleen nu: {text}</translation>
    </message>
    <message>
        <source>Only yours: {text}</source>
        <translation>Alleen bij u: {text}</translation>
    </message>
    <message>
        <source>Now {theirs}, yours {mine}</source>
        <translation>Nu {theirs}, van u {mine}</translation>
    </message>
    <message>
        <source>ticked</source>
        <translation>aangevinkt</translation>
    </message>
    <message>
        <source>not ticked</source>
        <translation>niet aangevinkt</translation>
    </message>
    <message>
        <source>No browser on this computer opens addresses</source>
        <translation>Geen browser op deze computer opent adressen</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adres kopiëren</translation>
    </message>
    <message>
        <source>Open this address?</source>
        <translation>Dit adres openen?</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>Openen in de browser</translation>
    </message>
    <message>
        <source>It leads out of Modelward, to {host}.</source>
        <translation>Het leidt uit Modelward weg, naar {host}.</translation>
    </message>
    <message>
        <source>Only https addresses are opened from here</source>
        <translation>Alleen https-adressen worden van hieruit geopend</translation>
    </message>
    <message>
        <source>Nothing on this computer opens files and folders</source>
        <translation>Niets op deze computer opent bestanden en mappen</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>Pad kopiëren</translation>
    </message>
    <message>
        <source>Step {n} of {all}: {title}</source>
        <translation>Stap {n} van {all}: {title}</translation>
    </message>
    <message>
        <source>Step {n} of {all}, current step: {title}</source>
        <translation>Stap {n} van {all}, huidige stap: {title}</translation>
    </message>
    <message>
        <source>Step {n} of {all}, done: {title}</source>
        <translation>Stap {n} van {all}, gedaan: {title}</translation>
    </message>
    <message>
        <source>The private half stays on this computer; only the public one is stored.</source>
        <translation>De geheime helft blijft op deze computer; alleen de openbare wordt opgeslagen.</translation>
    </message>
    <message>
        <source>Two administrators confirm it. Read its name to them: it stands in your account.</source>
        <translation>Twee beheerders bevestigen hem. Lees hun de naam voor: die staat in uw account.</translation>
    </message>
    <message>
        <source>Two others put a key in force, and nobody else works here: it signs nothing.</source>
        <translation>Twee anderen stellen een sleutel in werking, en hier werkt verder niemand: hij ondertekent niets.</translation>
    </message>
    <message>
        <source>Your other keys stay in force; end those that you lost.</source>
        <translation>Uw andere sleutels blijven van kracht; beëindig wat u kwijt bent.</translation>
    </message>
    <message>
        <source>Make a signing key on this computer</source>
        <translation>Een ondertekensleutel maken op deze computer</translation>
    </message>
    <message>
        <source>Make the key</source>
        <translation>Sleutel maken</translation>
    </message>
    <message>
        <source>It is asked for at each signature. Nobody can restore it.</source>
        <translation>Hij wordt bij elke handtekening gevraagd. Niemand kan hem herstellen.</translation>
    </message>
    <message>
        <source>It is asked for at each signature. Without one, who sits here can sign.</source>
        <translation>Hij wordt bij elke handtekening gevraagd. Zonder kan tekenen wie hier zit.</translation>
    </message>
    <message>
        <source>Your key {kid} is proposed; two administrators confirm it</source>
        <translation>Uw sleutel {kid} is voorgesteld; twee beheerders bevestigen hem</translation>
    </message>
    <message>
        <source>Your key {kid} is proposed; nobody here can confirm it</source>
        <translation>Uw sleutel {kid} is voorgesteld; niemand hier kan hem bevestigen</translation>
    </message>
    <message>
        <source>Failed rules</source>
        <translation>Gezakte regels</translation>
    </message>
    <message>
        <source>They are being read.</source>
        <translation>Ze worden gelezen.</translation>
    </message>
    <message>
        <source>Say which model and version first.</source>
        <translation>Noem eerst het model en de versie.</translation>
    </message>
    <message>
        <source>No rule of that version failed.</source>
        <translation>Geen regel van die versie is gezakt.</translation>
    </message>
    <message numerus="yes">
        <source>All %n of them</source>
        <comment>failed rules</comment>
        <translation>
            <numerusform>Die %n</numerusform>
            <numerusform>Alle %n</numerusform>
        </translation>
    </message>
    <message>
        <source>What each word means here, where the thing lives, and which parts tell of it.</source>
        <translation>Wat elk woord hier betekent, waar het te vinden is, en welke delen erover vertellen.</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Inhoud</translation>
    </message>
    <message>
        <source>Parts with these words</source>
        <translation>Delen met deze woorden</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) with these words</source>
        <translation>
            <numerusform>%n deel met deze woorden</numerusform>
            <numerusform>%n delen met deze woorden</numerusform>
        </translation>
    </message>
    <message>
        <source>No part of the guide has all these words.</source>
        <translation>Geen deel van de gids heeft al deze woorden.</translation>
    </message>
    <message>
        <source>The part that is open</source>
        <translation>Het geopende deel</translation>
    </message>
    <message>
        <source>The workspace keeps the name of a token, this computer its value.</source>
        <translation>De werkruimte bewaart de naam van een token, deze computer de waarde.</translation>
    </message>
    <message>
        <source>Quarters beside each other, a trend of each figure, and targets.</source>
        <translation>Kwartalen naast elkaar, een trend van elk cijfer, en doelen.</translation>
    </message>
    <message>
        <source>Where the time goes between ready and in business, step by step.</source>
        <translation>Waar de tijd blijft tussen gereed en in bedrijf, stap voor stap.</translation>
    </message>
    <message>
        <source>The maturity assessment, and a report by mail every month.</source>
        <translation>De volwassenheidsmeting, en elke maand een rapport per e-mail.</translation>
    </message>
    <message>
        <source>Still to come</source>
        <translation>Komt nog</translation>
    </message>
    <message>
        <source>As of {when}, of all models that you may see</source>
        <translation>Stand van {when}, van alle modellen die u mag zien</translation>
    </message>
    <message>
        <source>How this screen works</source>
        <translation>Hoe dit scherm werkt</translation>
    </message>
    <message numerus="yes">
        <source>{role} in {unit}: %n holder(s) now, {after} afterwards.</source>
        <translation>
            <numerusform>{role} in {unit}: nu %n persoon, daarna {after}.</numerusform>
            <numerusform>{role} in {unit}: nu %n personen, daarna {after}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Meanwhile {person} can&apos;t be: {roles}.</source>
        <translation>Zolang kan {person} dit niet zijn: {roles}.</translation>
    </message>
    <message>
        <source>Nobody holds the role there then: what needs it waits.</source>
        <translation>Dan heeft niemand daar die rol: wat die nodig heeft, wacht.</translation>
    </message>
    <message numerus="yes">
        <source>%n of them remain(s) where {person} is excluded.</source>
        <translation>
            <numerusform>%n van hen blijft over waar {person} is uitgesloten.</numerusform>
            <numerusform>%n van hen blijven over waar {person} is uitgesloten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them remain(s) where {person} and {asked_by} are excluded.</source>
        <translation>
            <numerusform>%n van hen blijft over waar {person} en {asked_by} zijn uitgesloten.</numerusform>
            <numerusform>%n van hen blijven over waar {person} en {asked_by} zijn uitgesloten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody can confirm it: it takes an administrator who neither asked nor gets it.</source>
        <translation>Niemand kan het bevestigen: het vraagt een beheerder die niet vroeg en over wie het niet gaat.</translation>
    </message>
    <message numerus="yes">
        <source>%n administrator(s) may confirm it: neither who asked nor who it is about.</source>
        <translation>
            <numerusform>%n beheerder mag het bevestigen: niet wie vroeg, noch over wie het gaat.</numerusform>
            <numerusform>%n beheerders mogen het bevestigen: niet wie vroeg, noch over wie het gaat.</numerusform>
        </translation>
    </message>
    <message>
        <source>Of all cases, the share that was judged right. More is better.</source>
        <translation>Van alle gevallen het deel dat goed beoordeeld is. Meer is beter.</translation>
    </message>
    <message>
        <source>How well the score tells the two kinds of case apart: 0.5 is chance, 1 perfect.</source>
        <translation>Hoe goed de score de twee soorten gevallen uit elkaar houdt: 0,5 is toeval, 1 volmaakt.</translation>
    </message>
    <message>
        <source>How far the predicted chances lie from what happened. Less is better.</source>
        <translation>Hoe ver de voorspelde kansen liggen van wat er gebeurde. Minder is beter.</translation>
    </message>
    <message>
        <source>How far a predicted chance lies from how often it came true. Less is better.</source>
        <translation>Hoe ver een voorspelde kans ligt van hoe vaak ze uitkwam. Minder is beter.</translation>
    </message>
    <message>
        <source>Whether categories come as often as in the data that it is held against.</source>
        <translation>Of categorieën even vaak voorkomen als in de gegevens waarmee vergeleken wordt.</translation>
    </message>
    <message>
        <source>How much the values of this input moved between its bands: 0 is not at all.</source>
        <translation>Hoeveel de waarden van deze invoer tussen hun klassen verschoven: 0 is helemaal niet.</translation>
    </message>
    <message>
        <source>How often one group gets the good outcome for each time that another does: 1 is equal.</source>
        <translation>Hoe vaak de ene groep de goede uitkomst krijgt voor elke keer dat een andere die krijgt: 1 is gelijk.</translation>
    </message>
    <message>
        <source>How much more often the right cases of one group were found than of another: 0 is equal.</source>
        <translation>Hoeveel vaker de juiste gevallen van de ene groep gevonden zijn dan van een andere: 0 is gelijk.</translation>
    </message>
    <message>
        <source>The share of requests that failed. Less is better.</source>
        <translation>Het deel van de verzoeken dat mislukte. Minder is beter.</translation>
    </message>
    <message>
        <source>How well cases are found without false alarms: 1 is perfect.</source>
        <translation>Hoe goed gevallen gevonden worden zonder vals alarm: 1 is volmaakt.</translation>
    </message>
    <message>
        <source>How well the score puts cases in their order: 0 is chance, 1 perfect.</source>
        <translation>Hoe goed de score gevallen op volgorde zet: 0 is toeval, 1 volmaakt.</translation>
    </message>
    <message>
        <source>How unlike the values are to those that they are held against: 0 is the same, 0.83 nothing in common.</source>
        <translation>Hoe anders de waarden zijn dan die waarmee vergeleken wordt: 0 is gelijk, 0,83 niets gemeen.</translation>
    </message>
    <message>
        <source>The widest gap between these values and those that they are held against, as they add up: 0 is the same, 1 nothing in common.</source>
        <translation>De grootste afstand tussen deze waarden en die waarmee vergeleken wordt, opgeteld van laag naar hoog: 0 is gelijk, 1 niets gemeen.</translation>
    </message>
    <message>
        <source>Of 100 requests 95 were answered within this time. Less is better.</source>
        <translation>Van 100 verzoeken zijn er 95 binnen deze tijd beantwoord. Minder is beter.</translation>
    </message>
    <message>
        <source>How wrong the predicted chances were, worst where they were sure. Less is better.</source>
        <translation>Hoe fout de voorspelde kansen waren, het ergst waar ze zeker waren. Minder is beter.</translation>
    </message>
    <message>
        <source>How far predictions are off on average. Less is better.</source>
        <translation>Hoe ver voorspellingen er gemiddeld naast zitten. Minder is beter.</translation>
    </message>
    <message>
        <source>How far predictions are off on average, as a share. Less is better.</source>
        <translation>Hoe ver voorspellingen er gemiddeld naast zitten, als deel. Minder is beter.</translation>
    </message>
    <message>
        <source>The share of values that are missing.</source>
        <translation>Het deel van de waarden dat ontbreekt.</translation>
    </message>
    <message>
        <source>The share of values that the data before never had.</source>
        <translation>Het deel van de waarden dat de gegevens ervoor nooit hadden.</translation>
    </message>
    <message>
        <source>Values that are missing where none may be.</source>
        <translation>Waarden die ontbreken waar er geen mag ontbreken.</translation>
    </message>
    <message>
        <source>Of the cases that were named, the share that was right. More is better.</source>
        <translation>Van de genoemde gevallen het deel dat klopte. Meer is beter.</translation>
    </message>
    <message>
        <source>How much the values moved between their bands: 0 is not at all.</source>
        <translation>Hoeveel de waarden tussen hun klassen verschoven: 0 is helemaal niet.</translation>
    </message>
    <message>
        <source>How much of the differences the predictions explain: 1 is all.</source>
        <translation>Hoeveel van de verschillen de voorspellingen verklaren: 1 is alles.</translation>
    </message>
    <message>
        <source>The share of values outside the range where they should lie.</source>
        <translation>Het deel van de waarden buiten het bereik waarin ze horen te liggen.</translation>
    </message>
    <message>
        <source>Of the cases that there were, the share that was found. More is better.</source>
        <translation>Van de gevallen die er waren het deel dat gevonden is. Meer is beter.</translation>
    </message>
    <message>
        <source>How far predictions are off, large misses counting more. Less is better.</source>
        <translation>Hoe ver voorspellingen ernaast zitten, waarbij grote missers meer tellen. Minder is beter.</translation>
    </message>
    <message>
        <source>How much more often one group gets the good outcome than another: 0 is equal.</source>
        <translation>Hoeveel vaker de ene groep de goede uitkomst krijgt dan een andere: 0 is gelijk.</translation>
    </message>
    <message>
        <source>How many rows came for each one of the data that they are held against: 1 is as many.</source>
        <translation>Hoeveel rijen er kwamen voor elke rij van de gegevens waarmee vergeleken wordt: 1 is evenveel.</translation>
    </message>
    <message>
        <source>How far the values moved, in spreads of the data that they are held against: 0 is not at all.</source>
        <translation>Hoe ver de waarden verschoven, in spreidingen van de gegevens waarmee vergeleken wordt: 0 is helemaal niet.</translation>
    </message>
    <message>
        <source>This PySide6 loses count of its objects ({lost} in {calls} calls) and would stop.</source>
        <translation>Deze PySide6 telt haar objecten verkeerd ({lost} in {calls} aanroepen) en zou stoppen.</translation>
    </message>
    <message>
        <source>Install PySide6 below 6.12, as the project&apos;s locked list does.</source>
        <translation>Installeer PySide6 lager dan 6.12, zoals de vastgelegde lijst van het project.</translation>
    </message>
    <message>
        <source>The window can&apos;t start safely</source>
        <translation>Het venster kan niet veilig starten</translation>
    </message>
    <message>
        <source>It has ended…</source>
        <translation>Is beëindigd…</translation>
    </message>
    <message>
        <source>{name} is retired, and {served} may still answer there: nobody saw it end</source>
        <translation>{name} is buiten gebruik, en {served} antwoordt daar mogelijk nog: niemand zag hem eindigen</translation>
    </message>
    <message numerus="yes">
        <source>and %n more retired runtime(s)</source>
        <translation>
            <numerusform>en nog %n buiten gebruik gestelde runtime</numerusform>
            <numerusform>en nog %n buiten gebruik gestelde runtimes</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is deployed on a retired runtime.</source>
        <translation>Op geen buiten gebruik gestelde runtime is iets uitgerold.</translation>
    </message>
    <message>
        <source>Has {name} ended?</source>
        <translation>Is {name} beëindigd?</translation>
    </message>
    <message>
        <source>Say that it has ended</source>
        <translation>Zeggen dat hij is beëindigd</translation>
    </message>
    <message>
        <source>Is taken off</source>
        <translation>Gaat eraf</translation>
    </message>
    <message>
        <source>You say that its server has ended for good; no service has seen that.</source>
        <translation>U zegt dat de server voorgoed is gestopt; geen service heeft dat gezien.</translation>
    </message>
    <message>
        <source>What is named above counts as taken off, each version leaves its place where no other runtime has it, and the alerts are resolved.</source>
        <translation>Wat hierboven staat, geldt als eraf gehaald; elke versie verlaat haar plaats waar geen andere runtime die heeft, en de signalen zijn opgelost.</translation>
    </message>
    <message>
        <source>The trail says that it ended by your word.</source>
        <translation>Het spoor zegt dat hij op uw woord is beëindigd.</translation>
    </message>
    <message>
        <source>What was deployed on {name} is taken off</source>
        <translation>Wat op {name} was uitgerold, is eraf gehaald</translation>
    </message>
    <message>
        <source>Nothing was taken off {name}</source>
        <translation>Er is niets van {name} af gehaald</translation>
    </message>
    <message>
        <source>You said that {name} has ended; the service takes off what was deployed there</source>
        <translation>U hebt gezegd dat {name} is beëindigd; de service haalt eraf wat daar was uitgerold</translation>
    </message>
    <message>
        <source>Run {number}: {verdict}</source>
        <translation>Run {number}: {verdict}</translation>
    </message>
    <message numerus="yes">
        <source>Run {number}: {verdict}, which ended %n alert(s)</source>
        <translation>
            <numerusform>Run {number}: {verdict}, waarmee %n signaal eindigde</numerusform>
            <numerusform>Run {number}: {verdict}, waarmee %n signalen eindigden</numerusform>
        </translation>
    </message>
    <message>
        <source>service</source>
        <translation>servicetag</translation>
    </message>
    <message>
        <source>{keys} works in {screens}, not here.</source>
        <translation>{keys} werkt in {screens}, hier niet.</translation>
    </message>
</context>
</TS>

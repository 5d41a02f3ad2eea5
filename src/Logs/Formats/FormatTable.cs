namespace Restante.Logs.Formats;

/// <summary>All formats, in the order in which a line is offered to them: the particular before the general.</summary>
public static class FormatTable
{
    public static IReadOnlyList<ILogFormat> All { get; } =
    [
        new Own.OwnTextFormat(),
        new Own.OwnJsonFormat(),
        new Dovecot.DovecotFormat(),
        new Sentences.MailutilsFormat(),
        new Sentences.CyrusFormat(),
        new Sentences.Popa3dFormat(),
        new Sentences.QpopperFormat(),
        new Sentences.UwFormat(),
        new Sentences.SolidPop3dFormat(),
        new Courier.CourierFormat(),
        new MailEnable.MailEnableFormat(),
        new Exchange.ExchangeFormat(),
        new Suricata.SuricataFormat(),
        new XMail.XMailFormat(),
        new Stalwart.StalwartFormat(),
        .. Transcripts.TranscriptFormat.All,
    ];

    /// <summary>The format of a name; null when there is none.</summary>
    public static ILogFormat? Find(string name) => All.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
}

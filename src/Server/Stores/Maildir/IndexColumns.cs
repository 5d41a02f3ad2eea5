namespace Restante.Server.Stores.Maildir;

/// <summary>
/// The columns of an index, a row a message: no objects, since a hundred thousand messages are to be read in the time that it
/// takes to copy them.
/// </summary>
/// <param name="Octets">On the wire.</param>
/// <param name="FileSizes">On disk.</param>
/// <param name="NameLengths">Of the file's full name.</param>
/// <param name="IdLengths">Of the unique-id.</param>
/// <param name="Marks">Those below, and the <see cref="MessageFlags"/>.</param>
/// <param name="Text">Names, each followed by its unique-id where that is apart; something else may stand before them.</param>
/// <param name="TextAt">Where the first name begins.</param>
/// <param name="Names">Where each name begins.</param>
/// <param name="Ids">Where each unique-id begins.</param>
internal sealed record IndexColumns(
    long[] Octets, long[] FileSizes, byte[] NameLengths, byte[] IdLengths, byte[] Marks, byte[] Text, int TextAt, int[] Names, int[] Ids)
{
    /// <summary>The marks that are <see cref="MessageFlags"/>.</summary>
    public const byte FlagBits = (byte)(MessageFlags.WireReady | MessageFlags.Believed | MessageFlags.Unmeasured);

    /// <summary>The unique-id is no beginning of the name.</summary>
    public const byte IdApart = 0x10;

    /// <summary>The message is known by folder and full name: another one has its base (<see cref="MessageRecord"/>).</summary>
    public const byte ByFullName = 0x20;

    /// <summary>The file was in cur/.</summary>
    public const byte InCur = 0x40;

    /// <summary>Those of a maildrop without messages.</summary>
    public static readonly IndexColumns None = new([], [], [], [], [], [], 0, [], []);

    public const byte AllMarks = FlagBits | IdApart | ByFullName | InCur;

    public int Count => Octets.Length;
}

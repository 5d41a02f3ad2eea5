namespace Restante.Fuzz;

/// <summary>One part of the protocol, inputs for it, and an oracle: a slow and obvious way to the same result.</summary>
public abstract class FuzzTarget
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new Targets.LinesTarget(), new Targets.CommandsTarget(), new Targets.WireTarget(), new Targets.SaslTarget(), new Targets.TranscriptTarget(),
        new Targets.ProxyTarget(), new Targets.LogsTarget(), new Sessions.SessionsTarget(), new Sessions.MaildirSessionsTarget(), new Maildirs.MaildirTarget(),
        new Targets.ExchangesTarget(), new Targets.UsersTarget(), new Targets.ConfigTarget(), new Replies.ListsTarget(), new Replies.MessagesTarget(),
    ];

    public abstract string Name { get; }

    /// <summary>It writes files: not for the unit tests.</summary>
    public virtual bool OnDisk => false;

    /// <summary>Fresh inputs in a test run; by hand there is no end.</summary>
    public virtual int InputsInTests => 400;

    /// <summary>A new input; the same for the same seed.</summary>
    public abstract byte[] Make(Random random);

    /// <exception cref="FuzzException">The part and its oracle do not agree.</exception>
    public abstract void Check(byte[] input);

    protected static void Agree<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new FuzzException($"{what}: expected {expected}, but got {actual}");
        }
    }

    protected static void AgreeOctets(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        if (!expected.SequenceEqual(actual))
        {
            throw new FuzzException($"{what}: expected {Convert.ToHexString(expected)}, but got {Convert.ToHexString(actual)}");
        }
    }

    protected static void Holds(bool condition, string what)
    {
        if (!condition)
        {
            throw new FuzzException(what);
        }
    }
}

/// <summary>A part and its oracle do not agree.</summary>
public sealed class FuzzException(string what) : Exception(what);

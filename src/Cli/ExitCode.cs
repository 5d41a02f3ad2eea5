namespace Restante.Cli;

/// <summary>What the process says at its end: sysexits(3), which mail software goes by.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Some of the input could not be read; the rest was.</summary>
    public const int Partial = 1;

    /// <summary>EX_USAGE: the command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>EX_DATAERR: what was given to read is wrong.</summary>
    public const int Data = 65;

    /// <summary>EX_NOINPUT: nothing of what was to be read can be.</summary>
    public const int NoInput = 66;

    /// <summary>EX_NOUSER.</summary>
    public const int NoUser = 67;

    /// <summary>EX_UNAVAILABLE: something it needs is not to be had.</summary>
    public const int Unavailable = 69;

    /// <summary>EX_SOFTWARE: a fault of this program.</summary>
    public const int Software = 70;

    /// <summary>EX_CANTCREAT: it is there already.</summary>
    public const int CannotCreate = 73;

    /// <summary>EX_IOERR.</summary>
    public const int InputOutput = 74;

    /// <summary>EX_TEMPFAIL: trying again later may help.</summary>
    public const int TryAgain = 75;

    /// <summary>EX_NOPERM.</summary>
    public const int NoPermission = 77;

    /// <summary>EX_CONFIG.</summary>
    public const int Configuration = 78;

    /// <summary>Control-C: 128 and SIGINT's number, as a shell has it.</summary>
    public const int Interrupted = 130;

    /// <summary>128 and SIGTERM's number.</summary>
    public const int Terminated = 143;
}

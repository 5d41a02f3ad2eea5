namespace Restante.Logs.Input;

/// <summary>A stream around another one, which it reads from and owns.</summary>
internal abstract class OuterStream(Stream inner) : ForwardStream
{
    /// <summary>What it reads from.</summary>
    protected Stream Inner => inner;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

namespace Restante.Client.Load;

/// <summary>Opens sessions and holds them, to see what an idle one costs.</summary>
internal sealed class LoadHold(LoadOptions options, LoadTally tally, LoadPace pace, LoadThread thread, int index, int threads, CancellationToken stop) : IDisposable
{
    private readonly List<LoadSession> _sessions = [];
    private volatile LoadSession? _current;

    public int Count => _sessions.Count;

    /// <summary>Opens this thread's share of all.</summary>
    public void Open()
    {
        for (var number = index; number < options.Connections && !stop.IsCancellationRequested; number += threads)
        {
            if (!pace.TryTake(out _))
            {
                return;
            }

            var session = _current = new LoadSession(options, tally, index, thread);
            var user = options.Users[number % options.Users.Count];
            try
            {
                session.Guard(s =>
                {
                    s.Open();
                    s.Login(user);
                    s.Count();
                });
                tally.Ended(index);
                _sessions.Add(session);
            }
            catch (LoadFailure e)
            {
                Failed(e);
            }
        }
    }

    /// <summary>Asks each whether it still lives, and ends it.</summary>
    /// <returns>How many did.</returns>
    public int End()
    {
        var alive = 0;
        foreach (var session in _sessions.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            _current = session;
            try
            {
                session.Guard(static s =>
                {
                    s.Noop();
                    s.Quit();
                    s.Connection.AwaitEnd();
                });
                alive++;
            }
            catch (LoadFailure e)
            {
                Failed(e);
            }
        }

        return alive;
    }

    /// <summary>Ends what it waits for.</summary>
    public void Abort() => _current?.Connection.Abort();

    public void Dispose() => _sessions.ForEach(s => s.Dispose());

    // What is cut off by us is no fault of the server's.
    private void Failed(LoadFailure failure)
    {
        if (!stop.IsCancellationRequested)
        {
            tally.Failed(failure.Reason);
        }
    }
}

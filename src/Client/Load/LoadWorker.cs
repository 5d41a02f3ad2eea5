namespace Restante.Client.Load;

/// <summary>A thread's sessions, one after the other, until the run ends.</summary>
internal sealed class LoadWorker(LoadOptions options, LoadTally tally, LoadPace pace, LoadThread thread, int index, CancellationToken stop) : IDisposable
{
    /// <summary>A server that refuses is not asked as fast as it can refuse.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(20);

    // Of a hundred sessions of the mixed profile so many only look, and one fetches the largest message.
    private const int PollsOfHundred = 89;
    private const int LargestOfHundred = 99;

    private readonly LoadSession _session = new(options, tally, index, thread);
    private readonly LoadFetch _fetch = new(options, tally, pace, index, stop);
    private int _number;

    public void Run()
    {
        var due = tally.Now();
        while (!stop.IsCancellationRequested && !IsDone && (HoldsConnections || pace.TryTake(out due)))
        {
            try
            {
                _session.Guard(_ => Visit(due));
            }
            catch (LoadFailure e)
            {
                tally.Failed(e.Reason);
                stop.WaitHandle.WaitOne(AfterFailure);
            }

            _number++;
        }
    }

    /// <summary>What it is doing.</summary>
    public string Step => _session.Connection.Step;

    /// <summary>When the server last said something, or was asked to.</summary>
    public long Heard => _session.Connection.Heard;

    /// <summary>Ends what it waits for.</summary>
    public void Abort() => _session.Connection.Abort();

    public void Dispose() => _session.Dispose();

    // A mailbox is emptied once, and a connection that stays makes its fetches.
    private bool IsDone => (options.Profile == LoadProfile.Drain && _number >= LoadTurns.Own(options.Users.Count, options.Connections, index)) || _fetch.IsOver;

    private bool HoldsConnections => options.Profile is LoadProfile.Retr or LoadProfile.Http;

    private void Visit(long due)
    {
        if (options.Profile == LoadProfile.Http)
        {
            _session.OpenSilently();
            _fetch.UntilStopped(_session, options.Paths.Count);
            _session.Dispose();
            return;
        }

        _session.Open();
        if (options.Profile != LoadProfile.Greet)
        {
            _session.Login(LoadTurns.UserOf(options, index, _number));
            Work();
        }

        _session.Quit();
        tally.Took(index, LoadStep.Session, due);
        _session.Count();
        tally.Ended(index);
        _session.Connection.AwaitEnd();
    }

    private void Work()
    {
        switch (options.Profile)
        {
            case LoadProfile.Session:
                LookAndFetch();
                break;
            case LoadProfile.Retr:
                _fetch.UntilStopped(_session, NotEmpty(_session.Stat()));
                break;
            case LoadProfile.Uidl:
                _session.Uidl();
                break;
            case LoadProfile.Drain:
                Drain();
                break;
            case LoadProfile.Mixed:
                Mix();
                break;
            case LoadProfile.Greet or LoadProfile.Login or LoadProfile.Idle or LoadProfile.Http:
            default:
                break;
        }
    }

    private void LookAndFetch()
    {
        var messages = _session.Stat();
        _session.Uidl();
        _session.List();
        var count = Math.Min(options.Retr, messages);
        if (count > 0)
        {
            // Not always the same ones: each session goes on where the one before ended.
            _fetch.Messages(_session, (int)((long)_number * count % messages), count, messages);
        }
    }

    private void Drain()
    {
        var messages = _session.Stat();
        if (messages > 0)
        {
            _fetch.Messages(_session, 0, messages, messages);
            _session.DeleteAll(messages);
        }
    }

    private void Mix()
    {
        // 37 has no factor in common with 100: in a hundred sessions each number comes once, and early ones are of all kinds.
        switch ((_number + index) * 37 % 100)
        {
            case < PollsOfHundred:
                _session.Stat();
                _session.Uidl();
                break;
            case LargestOfHundred when _session.Largest() is > 0 and var largest:
                _fetch.Messages(_session, largest - 1, 1, largest);
                break;
            case LargestOfHundred:
                break;
            default:
                LookAndFetch();
                break;
        }
    }

    private static int NotEmpty(int messages) => messages > 0 ? messages : throw new LoadFailure("retr without a message in the mailbox");
}

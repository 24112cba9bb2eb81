using System.Diagnostics.Metrics;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Telemetry;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Cloudmore;

public sealed class CloudmoreCallsTests
{
    private CloudmoreSetup setup = null!;

    [SetUp]
    public async Task StartAsync() => setup = await CloudmoreSetup.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => setup.DisposeAsync();

    [Test]
    public async Task Get_TooManyCalls_WaitsAsLongAsItIsTold()
    {
        setup.Simulator.Faults.On("GET", "Organizations", Fault.TooManyCalls(TimeSpan.FromSeconds(42)), times: 2);

        await ListAsync();

        Assert.That(setup.Time.Waits, Is.EqualTo(new[] { TimeSpan.FromSeconds(42), TimeSpan.FromSeconds(42) }));
    }

    [Test]
    public async Task Get_ServerErrorOrNoAnswer_IsTriedAgain()
    {
        setup.Simulator.Faults.On("GET", "Organizations", Fault.ServerError);
        setup.Simulator.Faults.On("GET", "Organizations", Fault.DropBefore, nth: 2);
        setup.Simulator.Faults.On("GET", "Organizations", Fault.HtmlError, nth: 3);

        await ListAsync();

        Assert.That(setup.Simulator.Calls.Count("Organizations"), Is.EqualTo(4));
        Assert.That(setup.Time.Waits, Has.Count.EqualTo(3).And.All.LessThan(TimeSpan.FromSeconds(60)));
    }

    [Test]
    public async Task Get_UnavailableAfterTheLastTry_IsLeftForLater()
    {
        setup.Simulator.Faults.On("GET", "Organizations", Fault.Unavailable(TimeSpan.FromSeconds(30)), times: 9);

        var failure = await Assert.ThrowsAsync<TryLaterException>(ListAsync);

        Assert.That(failure!.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(30)));
        Assert.That(failure.Message, Does.Contain("503").And.Contain("Organizations"));
        Assert.That(setup.Simulator.Calls.Count("Organizations"), Is.EqualTo(4));
    }

    [Test]
    public async Task Get_ToldToWaitLong_LeavesItForLaterAtOnce()
    {
        setup.Simulator.Faults.On("GET", "Organizations", Fault.TooManyCalls(TimeSpan.FromHours(1)), times: 9);

        var failure = await Assert.ThrowsAsync<TryLaterException>(ListAsync);

        Assert.That(failure!.RetryAfter, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(setup.Time.Waits, Is.Empty);
    }

    [Test]
    public async Task Get_NoAnswerAfterTheLastTry_IsLeftForLater()
    {
        setup.Simulator.Faults.On("GET", "Organizations", Fault.DropBefore, times: 9);

        var failure = await Assert.ThrowsAsync<TryLaterException>(ListAsync);

        Assert.That(failure!.Message, Does.Contain("Cloudmore:BaseUrl"));
        Assert.That(setup.Simulator.Calls.Count("Organizations"), Is.EqualTo(4));
    }

    [TestCase(400, "Cloudmore:ResellerId")]
    [TestCase(403, "Global Admin")]
    [TestCase(404, "Cloudmore:BaseUrl")]
    [TestCase(405, "Cloudmore:BaseUrl")]
    [TestCase(302, "sends callers on")]
    public async Task Get_Refused_MustBeFixedInCloudmoresWordsToo(int status, string advice)
    {
        setup.Simulator.Faults.On("GET", "Organizations", Fault.Answer(status, """{"message":"what Cloudmore says"}"""));

        var failure = await Assert.ThrowsAsync<MustFixException>(ListAsync);

        Assert.That(failure!.Message, Does.Contain($"status {status}").And.Contain(advice).And.Contain("what Cloudmore says"));
        Assert.That(failure.SignInStopped, Is.False);
        Assert.That(setup.Simulator.Calls.Count("Organizations"), Is.EqualTo(1));
    }

    [TestCase("<html>")]
    [TestCase("[{\"id\":\"1\"")]
    [TestCase("")]
    public async Task Get_AnswerIsNoJson_IsLeftForLater(string body)
    {
        setup.Simulator.Faults.On("GET", "Organizations", Fault.Answer(200, body));

        await Assert.ThatAsync(ListAsync, Throws.TypeOf<TryLaterException>());
    }

    [Test]
    public async Task Get_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        setup.Simulator.Faults.On("GET", "Organizations", Fault.DelayBefore(TimeSpan.FromSeconds(20)));
        stop.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThatAsync(() => setup.Client.GetOrganizationsAsync(stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Count_OfAllCalls_HoldsTokensAndRepeatedTries()
    {
        var metric = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, own) => Listen(instrument, own) };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref metric, value));
        listener.Start();
        setup.Simulator.Faults.On("GET", "Organizations", Fault.ServerError);

        await ListAsync();

        Assert.That(setup.Get<CloudmoreCallCounter>().Total, Is.EqualTo(3).And.EqualTo(setup.Simulator.Calls.Total));
        Assert.That(Interlocked.Read(ref metric), Is.EqualTo(3));
    }

    private void Listen(Instrument instrument, MeterListener listener)
    {
        var mine = setup.Get<IMeterFactory>().Create(ExportMetrics.MeterName);
        if (instrument.Name == "cloudmore.calls" && ReferenceEquals(instrument.Meter.Scope, mine.Scope))
            listener.EnableMeasurementEvents(instrument);
    }

    private Task<IReadOnlyList<Organization>> ListAsync() => setup.Client.GetOrganizationsAsync(CancellationToken.None);
}

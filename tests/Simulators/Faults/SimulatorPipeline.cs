using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Simulators.Faults;

/// <summary>The two steps that both simulators put before their own work.</summary>
public static class SimulatorPipeline
{
    /// <summary>Reads the whole body and writes the call down. Comes first.</summary>
    /// <param name="app">The simulator.</param>
    /// <param name="calls">Where calls are written down.</param>
    /// <param name="entityOf">What a request is about.</param>
    /// <param name="time">The simulator's clock.</param>
    public static IApplicationBuilder UseCallLog(this IApplicationBuilder app, CallLog calls, Func<HttpRequest, string> entityOf, TimeProvider time) =>
        app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            var body = await BufferAsync(context.Request);
            var entity = entityOf(context.Request);
            var call = calls.Enter(number => new SimulatedCall
            {
                Number = number,
                Time = time.GetUtcNow(),
                Method = context.Request.Method.ToUpperInvariant(),
                Entity = entity,
                Route = context.Request.Path,
                Query = context.Request.QueryString.Value ?? "",
                Body = Encoding.UTF8.GetString(body),
            });
            context.Features.Set(call);

            // The call is over before its caller can see the answer: a caller that counts its own calls never finds one more here.
            context.Response.OnStarting(() =>
            {
                if (call.Fault is not { DropsFirst: true } and not { DropsAnswer: true })
                    call.Status = context.Response.StatusCode;
                calls.Leave(call);
                return Task.CompletedTask;
            });
            try
            {
                await next(context);
            }
            catch (Exception error) when (error is not OperationCanceledException && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
            {
                call.Defect = error;
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                context.Response.ContentType = "text/plain";
                await context.Response.WriteAsync($"The simulator itself failed: {error}", CancellationToken.None);
            }
            finally
            {
                calls.Leave(call);
            }
        });

    /// <summary>Lets the script's faults happen to what follows. Comes after <see cref="UseCallLog"/> and after what must see every call.</summary>
    /// <param name="app">The simulator.</param>
    /// <param name="faults">The script.</param>
    /// <param name="stopping">Ends waits when the simulator stops.</param>
    public static IApplicationBuilder UseFaults(this IApplicationBuilder app, FaultScript faults, CancellationToken stopping = default) =>
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            var call = context.SimulatedCall();
            var fault = faults.Next(call);
            call.Fault = fault;
            return fault is null ? next(context) : RunAsync(context, next, fault, stopping);
        });

    /// <summary>The call that a request was written down as.</summary>
    public static SimulatedCall SimulatedCall(this HttpContext context) =>
        context.Features.Get<SimulatedCall>() ?? throw new InvalidOperationException("UseCallLog must come before this step.");

    private static async Task RunAsync(HttpContext context, RequestDelegate next, Fault fault, CancellationToken stopping)
    {
        if (fault.DropsFirst)
            context.Abort();
        if (fault.Before > TimeSpan.Zero)
            await Task.Delay(fault.Before, stopping);
        if (fault.Status is { } status)
        {
            if (fault.DoesWork)
                await WorkUnseenAsync(context, next);
            await AnswerAsync(context.Response, status, fault);
            return;
        }

        if (fault.SkipsWork)
            return;
        if (fault is { DropsAnswer: false, After.Ticks: 0 })
        {
            await next(context);
            return;
        }

        await HoldAnswerAsync(context, next, fault, stopping);
    }

    private static async Task WorkUnseenAsync(HttpContext context, RequestDelegate next)
    {
        var wire = context.Response.Body;
        context.Response.Body = Stream.Null;
        await next(context);
        context.Response.Body = wire;
        context.Response.Headers.Clear();
    }

    private static async Task HoldAnswerAsync(HttpContext context, RequestDelegate next, Fault fault, CancellationToken stopping)
    {
        var wire = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        await next(context);
        context.Response.Body = wire;
        if (fault.DropsAnswer)
        {
            context.Abort();
            return;
        }

        await Task.Delay(fault.After, stopping);
        if (!context.RequestAborted.IsCancellationRequested)
            await wire.WriteAsync(held.GetBuffer().AsMemory(0, (int)held.Length), context.RequestAborted);
    }

    private static async Task AnswerAsync(HttpResponse response, int status, Fault fault)
    {
        response.StatusCode = status;
        if (fault.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds;
        if (fault.Body is not { } body)
            return;
        response.ContentType = fault.ContentType;
        await response.WriteAsync(body, response.HttpContext.RequestAborted);
    }

    private static async Task<byte[]> BufferAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var body = buffer.ToArray();
        request.Body = new MemoryStream(body);
        return body;
    }
}
